import com.sotto.tts.v1.AudioChunk;
import com.sotto.tts.v1.AudioEncoding;
import com.sotto.tts.v1.AudioFormat;
import com.sotto.tts.v1.Flush;
import com.sotto.tts.v1.StreamSynthesizeRequest;
import com.sotto.tts.v1.StreamSynthesizeResponse;
import com.sotto.tts.v1.SynthesisConfig;
import com.sotto.tts.v1.SynthesisServiceGrpc;
import com.sotto.tts.v1.SynthesizeRequest;
import com.sotto.tts.v1.SynthesizeResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * Speaks with both kinds of call of a Sotto server.
 *
 * <p>usage: Client HOST:PORT FOLDER (writes FOLDER/synthesize.wav and FOLDER/stream.wav)
 */
public final class Client {
  private static final long CALL_SECONDS_MAX = 60;
  private static final SynthesisConfig CONFIG =
      SynthesisConfig.newBuilder()
          .setOutput(AudioFormat.newBuilder().setEncoding(AudioEncoding.AUDIO_ENCODING_LINEAR16))
          .build();

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("usage: Client HOST:PORT FOLDER");
      System.exit(2);
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create()).build();
    try {
      var service =
          SynthesisServiceGrpc.newBlockingV2Stub(channel)
              .withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS);
      Sound whole = synthesize(service);
      Sound streamed = streamSynthesize(service);
      whole.write(Path.of(arguments[1], "synthesize.wav"));
      streamed.write(Path.of(arguments[1], "stream.wav"));
      System.out.printf("java: synthesize: %s; stream: %s%n", whole, streamed);
    } catch (StatusException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Sends a whole text and takes the sound of it. */
  private static Sound synthesize(SynthesisServiceGrpc.SynthesisServiceBlockingV2Stub service)
      throws Exception {
    Sound sound = new Sound();
    var request =
        SynthesizeRequest.newBuilder().setConfig(CONFIG).setText("A whole text, spoken from Java.");
    BlockingClientCall<?, SynthesizeResponse> call = service.synthesize(request.build());
    for (SynthesizeResponse reply = call.read(); reply != null; reply = call.read()) {
      if (reply.hasStarted()) sound.sampleRateHz = reply.getStarted().getOutput().getSampleRateHz();
      if (reply.hasAudio()) sound.take(reply.getAudio());
    }
    return sound;
  }

  /** Sends text in pieces, asks for all of it to be spoken, and ends its side of the stream. */
  private static Sound streamSynthesize(SynthesisServiceGrpc.SynthesisServiceBlockingV2Stub service)
      throws Exception {
    Sound sound = new Sound();
    var call = service.streamSynthesize();
    call.write(StreamSynthesizeRequest.newBuilder().setConfig(CONFIG).build());
    for (String piece : List.of("The first words are spoken ", "while the last ones come.")) {
      call.write(StreamSynthesizeRequest.newBuilder().setText(piece).build());
    }
    call.write(StreamSynthesizeRequest.newBuilder().setFlush(Flush.newBuilder().setId(1)).build());
    call.halfClose();
    boolean flushed = false;
    for (StreamSynthesizeResponse reply = call.read(); reply != null; reply = call.read()) {
      if (reply.hasStarted()) sound.sampleRateHz = reply.getStarted().getOutput().getSampleRateHz();
      if (reply.hasAudio()) sound.take(reply.getAudio());
      flushed |= reply.hasFlushed() && reply.getFlushed().getId() == 1;
    }
    if (!flushed) throw new IOException("the flush was not answered");
    return sound;
  }

  /** What a call has given so far. */
  private static final class Sound {
    private final long beginNanos = System.nanoTime();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long firstMs;
    private int sampleRateHz;

    void take(AudioChunk chunk) throws IOException {
      if (bytes.size() == 0) firstMs = (System.nanoTime() - beginNanos) / 1_000_000;
      chunk.getAudio().writeTo(bytes);
    }

    /** Writes a WAV file of one channel and 16 bits. */
    void write(Path path) throws IOException {
      if (bytes.size() == 0) throw new IOException("there was no sound");
      var format = new javax.sound.sampled.AudioFormat(sampleRateHz, 16, 1, true, false);
      var input = new ByteArrayInputStream(bytes.toByteArray());
      var stream = new AudioInputStream(input, format, bytes.size() / 2);
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, path.toFile());
    }

    @Override
    public String toString() {
      return "first audio after %d ms, %d bytes".formatted(firstMs, bytes.size());
    }
  }
}
