// Speaks with both kinds of call of a Sotto server.
//
// usage: client HOST:PORT FOLDER   (writes FOLDER/synthesize.wav and FOLDER/stream.wav)
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"sotto.example/client/gen/sotto"
)

const callTimeMax = time.Minute

var config = &sotto.SynthesisConfig{
	Output: &sotto.AudioFormat{Encoding: sotto.AudioEncoding_AUDIO_ENCODING_LINEAR16},
}

func main() {
	if len(os.Args) != 3 {
		fail(errors.New("usage: client HOST:PORT FOLDER"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTimeMax)
	defer cancel()
	channel, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	fail(err)
	defer channel.Close()
	service := sotto.NewSynthesisServiceClient(channel)
	whole, err := synthesize(ctx, service)
	fail(err)
	streamed, err := streamSynthesize(ctx, service)
	fail(err)
	fail(whole.write(filepath.Join(os.Args[2], "synthesize.wav")))
	fail(streamed.write(filepath.Join(os.Args[2], "stream.wav")))
	fmt.Printf("go: synthesize: %v; stream: %v\n", whole, streamed)
}

// synthesize sends a whole text and takes the sound of it.
func synthesize(ctx context.Context, service sotto.SynthesisServiceClient) (*sound, error) {
	sound := &sound{begin: time.Now()}
	call, err := service.Synthesize(ctx, &sotto.SynthesizeRequest{Config: config, Text: "A whole text, spoken from Go."})
	for err == nil {
		var reply *sotto.SynthesizeResponse
		if reply, err = call.Recv(); err == nil {
			sound.take(reply.GetStarted(), reply.GetAudio())
		}
	}
	return sound, sound.end(err)
}

// streamSynthesize sends text in pieces, asks for all of it to be spoken, and ends its side of the stream.
func streamSynthesize(ctx context.Context, service sotto.SynthesisServiceClient) (*sound, error) {
	sound := &sound{begin: time.Now()}
	call, err := service.StreamSynthesize(ctx)
	if err != nil {
		return nil, err
	}
	requests := []*sotto.StreamSynthesizeRequest{
		{Message: &sotto.StreamSynthesizeRequest_Config{Config: config}},
		{Message: &sotto.StreamSynthesizeRequest_Text{Text: "The first words are spoken "}},
		{Message: &sotto.StreamSynthesizeRequest_Text{Text: "while the last ones are still being written."}},
		{Message: &sotto.StreamSynthesizeRequest_Flush{Flush: &sotto.Flush{Id: 1}}},
	}
	for _, request := range requests {
		if err = call.Send(request); err != nil {
			break // Recv tells why.
		}
	}
	flushed := false
	for err = call.CloseSend(); err == nil; {
		var reply *sotto.StreamSynthesizeResponse
		if reply, err = call.Recv(); err == nil {
			sound.take(reply.GetStarted(), reply.GetAudio())
			flushed = flushed || reply.GetFlushed().GetId() == 1
		}
	}
	if err = sound.end(err); err == nil && !flushed {
		err = errors.New("the flush was not answered")
	}
	return sound, err
}

// sound is what a call has given so far.
type sound struct {
	begin  time.Time
	first  time.Duration
	rateHz uint32
	bytes  []byte
}

func (s *sound) take(started *sotto.SynthesisStarted, audio *sotto.AudioChunk) {
	if started != nil {
		s.rateHz = started.GetOutput().GetSampleRateHz()
	}
	if audio != nil && s.first == 0 {
		s.first = time.Since(s.begin)
	}
	s.bytes = append(s.bytes, audio.GetAudio()...)
}

// end turns the error that ended a call into the one to report: none where it ended well and gave sound.
func (s *sound) end(err error) error {
	if err == io.EOF && len(s.bytes) == 0 {
		return errors.New("there was no sound")
	}
	if err == io.EOF {
		return nil
	}
	return err
}

func (s *sound) String() string {
	return fmt.Sprintf("first audio after %d ms, %d bytes", s.first.Milliseconds(), len(s.bytes))
}

// write writes a WAV file of one channel and 16 bits.
func (s *sound) write(path string) error {
	size := uint32(len(s.bytes))
	var file bytes.Buffer
	for _, field := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1),
		s.rateHz, 2 * s.rateHz, uint16(2), uint16(16), []byte("data"), size, s.bytes,
	} {
		if err := binary.Write(&file, binary.LittleEndian, field); err != nil {
			return err
		}
	}
	return os.WriteFile(path, file.Bytes(), 0o644)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}
