import { createHash } from "node:crypto";
import { FaultServer } from "./fault-server.js";
import { MODEL, tarball } from "./store-model.js";

/** A registry on the loopback with the packages of the tests' model. Its owner disposes it. */
export class FakeRegistry implements AsyncDisposable {
  readonly server: FaultServer;
  /** npm's settings that lead to it. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(server: FaultServer, prefix: string) {
    this.server = server;
    this.env = { npm_config_registry: `${server.url}${prefix}` };
  }

  /** Starts one that has every package, at the path `prefix` of its host. */
  static async start(prefix = ""): Promise<FakeRegistry> {
    const registry = new FakeRegistry(await FaultServer.start(), prefix);
    for (const { name } of MODEL.packages) {
      registry.publish(name, tarball(name), { prefix });
    }
    return registry;
  }

  /** Makes `content` the tarball of a package; `origin` is where its description says that it lies. */
  publish(
    name: string,
    content: Buffer,
    options: { prefix?: string; origin?: string; integrity?: boolean } = {},
  ): void {
    const { prefix = "", origin = `${this.server.url}${prefix}`, integrity = true } = options;
    const { version } = MODEL.packages.find((one) => one.name === name)!;
    const path = `${name}/-/${name}-${version}.tgz`;
    const digest = createHash("sha512").update(content).digest("base64");
    const dist = {
      tarball: `${origin}${path}`,
      ...(integrity && { integrity: `sha512-${digest}` }),
    };
    const packument = { name, versions: { [version]: { name, version, dist } } };
    this.server.files.set(`/${prefix}${name}`, Buffer.from(JSON.stringify(packument)));
    this.server.files.set(`/${prefix}${path}`, content);
  }

  /** The requests for tarballs, without what stands before the package's name. */
  get tarballs(): string[] {
    const paths = this.server.requests.map(({ path }) => path);
    return paths
      .filter((path) => path.endsWith(".tgz"))
      .map((path) => path.replace(/^.*\/-\//, ""));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
