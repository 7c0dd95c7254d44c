import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SottoError } from "@sotto/proto";
import { makeFolder } from "../support/make-folder.js";
import type { Log } from "../telemetry/log.js";
import { deleteDurably, removeLeftovers, writeDurably } from "./durable-file.js";
import {
  DamagedVoiceError,
  decodeVoice,
  encodeVoice,
  type StoredVoice,
  type VoiceRecord,
} from "./voice-record.js";

const FILE_PATTERN = /^([0-9a-f]{32})\.voice$/;
const NAME_PATTERN = /^voices\/([0-9a-f]{32})$/;

/** Whether `name` has the form of a registered voice's resource name. */
export function isVoiceName(name: string): boolean {
  return NAME_PATTERN.test(name);
}

/**
 * The registered voices on disk: one file each, named by content, readable by the server's user only. Records are held
 * in memory, profiles are read (and their checksum verified) when they are needed. One store per folder at a time.
 */
export class VoiceStore {
  readonly #records = new Map<string, VoiceRecord>();
  /** Writes, one after the other, so that the check for what exists and the write are one. */
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(private readonly folder: string) {}

  /**
   * Opens the store in `folder`, which is made where there is none. Files that are damaged are left alone and logged.
   * @throws SottoError STORAGE where the folder can't be used.
   */
  static async open(folder: string, log: Log): Promise<VoiceStore> {
    const store = new VoiceStore(folder);
    try {
      await makeFolder(folder);
      await removeLeftovers(folder);
      for (const file of await readdir(folder)) await store.#load(file, log);
    } catch (error) {
      throw storageError("The folder of voices can't be used", error);
    }
    return store;
  }

  /** Number of voices. */
  get size(): number {
    return this.#records.size;
  }

  /** All records by name. */
  records(): VoiceRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string): VoiceRecord | undefined {
    return this.#records.get(name);
  }

  /** @throws SottoError STORAGE where the file can't be read or is damaged. */
  async readProfile(name: string): Promise<Uint8Array> {
    try {
      return decodeVoice(await readFile(this.#pathOf(name))).profile;
    } catch (error) {
      throw storageError("The voice's file can't be read", error);
    }
  }

  /**
   * Keeps `voice` unless one of its name is kept already. When this resolves, it is on disk.
   * @returns The record that is kept, and whether it is the new one.
   * @throws SottoError LIMIT_EXCEEDED beyond `voicesMax`; STORAGE.
   */
  add(voice: StoredVoice, voicesMax: number): Promise<{ record: VoiceRecord; created: boolean }> {
    return this.#inTurn(async () => {
      const kept = this.#records.get(voice.record.name);
      if (kept !== undefined) return { record: kept, created: false };
      if (this.#records.size >= voicesMax) throw voiceLimit(voicesMax);
      try {
        await writeDurably(this.#pathOf(voice.record.name), encodeVoice(voice));
      } catch (error) {
        throw storageError("The voice can't be kept", error);
      }
      this.#records.set(voice.record.name, voice.record);
      return { record: voice.record, created: true };
    });
  }

  /**
   * Deletes a voice. When this resolves, its file is gone.
   * @returns False where there is none of that name.
   * @throws SottoError STORAGE.
   */
  delete(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!this.#records.has(name)) return false;
      try {
        await deleteDurably(this.#pathOf(name));
      } catch (error) {
        // Someone removed the file by hand: gone is gone.
        if (codeOf(error) !== "ENOENT") throw storageError("The voice can't be deleted", error);
      }
      this.#records.delete(name);
      return true;
    });
  }

  async #load(file: string, log: Log): Promise<void> {
    if (!FILE_PATTERN.test(file)) return;
    try {
      const { record } = decodeVoice(await readFile(join(this.folder, file)));
      if (`${record.name.slice("voices/".length)}.voice` !== file) {
        throw new DamagedVoiceError("Its name is not that of its content.");
      }
      this.#records.set(record.name, record);
    } catch (error) {
      if (!(error instanceof DamagedVoiceError)) throw error;
      log.error("A voice is damaged and not offered; restore or remove its file.", {
        file,
        reason: error.message,
      });
    }
  }

  #pathOf(name: string): string {
    const digits = NAME_PATTERN.exec(name)?.[1];
    if (digits === undefined) throw new Error("Not a voice's name.");
    return join(this.folder, `${digits}.voice`);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writes.then(work, work);
    // The next in turn does not care how this one ends; its caller does.
    this.#writes = turn.catch(() => undefined);
    return turn;
  }
}

/** The error of one voice too many. */
export function voiceLimit(voicesMax: number): SottoError {
  const limit = `at most ${voicesMax} registered voices`;
  return new SottoError("LIMIT_EXCEEDED", `The server keeps ${limit}; delete one first.`, {
    field: "voices",
    limit,
  });
}

/** What to do about the usual ways in which a disk fails. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "the disk quota is used up; free some space",
  ENOENT: "its folder is gone; restart the server",
  EACCES: "permission is denied; check the owner of --data-dir",
  EPERM: "permission is denied; check the owner of --data-dir",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is not a folder; check --data-dir",
  EEXIST: "a part of the path is not a folder; check --data-dir",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

function storageError(what: string, cause: unknown): SottoError {
  if (cause instanceof SottoError) return cause;
  const why =
    cause instanceof DamagedVoiceError
      ? "the file is damaged; create the voice again"
      : (ADVICE[codeOf(cause)] ?? "see the server's log");
  return new SottoError("STORAGE", `${what}: ${why}.`, {}, { cause });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
