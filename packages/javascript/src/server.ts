import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { accessSync, constants } from "node:fs";
import { type Asked, Control } from "./control.js";
import { type Credentials, Sandbox } from "./sandbox.js";

export interface StartOptions {
  /** The port to listen on; 0, the default, takes any free one. */
  port?: number;
  /** Further options of `mockserver serve`, such as `["--populate", "100"]`. */
  args?: string[];
  /** The command with its first arguments, instead of what is found. */
  command?: string[];
  /** Seconds that it may take to be ready, 60 by default: `uvx` and Docker may have to download. */
  timeout?: number;
}

/** No way to run `mockserver` was found, or it ended before it was ready. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

/** A running server: one that `start` began, or one that was there and is only used. */
export class Server implements AsyncDisposable {
  readonly control: Control;

  /** @param process what `stop` ends; nothing for a server that somebody else started. */
  constructor(readonly url: string, token?: string, private readonly process?: ChildProcess) {
    this.control = new Control(url, token);
  }

  /** A new isolated world: `{ name, seed, populate, ttl, strict, ... }`, all optional. */
  async createSandbox(wish: Asked<"create_sandbox">["json"] = {}): Promise<Sandbox> {
    const { id, ...credentials } = await this.control.ask("create_sandbox", { json: wish });
    return new Sandbox(this.control, id, credentials as unknown as Credentials);
  }

  /** The sandbox that is always there; it cannot be deleted. */
  async defaultSandbox(): Promise<Sandbox> {
    const { id, ...rest } = await this.control.ask("get_sandbox", { path: { id: "default" } });
    return new Sandbox(this.control, id, rest as unknown as Credentials);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Ends the process, if it was started here. */
  async stop(): Promise<void> {
    if (this.process !== undefined) await end(this.process);
  }
}

/** A server that runs already, by default the one that the environment variable MOCKSERVER_URL names. */
export function connect(url = process.env["MOCKSERVER_URL"], token = process.env["MOCKSERVER_TOKEN"]): Server {
  if (!url) throw new CannotStart("connect() needs an address: give one, or set MOCKSERVER_URL");
  return new Server(url.replace(/\/+$/, ""), token);
}

/** Starts a server and waits until it answers. Rejects with `CannotStart`. */
export async function start(options: StartOptions = {}): Promise<Server> {
  const { port = 0, args = [], timeout = 60 } = options;
  const command = options.command ?? found();
  const folder = await mkdtemp(join(tmpdir(), "mockserver-"));
  const ready = join(folder, "ready.json");
  try {
    if (command[0] === "docker") return await startInDocker(command, port || (await freePort()), args, timeout);
    const child = launch([...command, "serve", "--port", String(port), "--ready-file", ready, ...args]);
    return await until(child, timeout, async () => {
      const { url } = JSON.parse(await readFile(ready, "utf8")) as { url: string };
      return new Server(url, process.env["MOCKSERVER_TOKEN"], child);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const WAYS = [["mockserver"], ["uvx", "mockserver"], ["pipx", "run", "mockserver"], ["docker", "run", "mockserver"]];

/** The command of MOCKSERVER_COMMAND, else the first of WAYS that is installed. */
function found(): string[] {
  const told = process.env["MOCKSERVER_COMMAND"]?.trim();
  if (told) return told.split(/\s+/);
  const way = WAYS.find(([name = ""]) => isOnPath(name));
  if (way !== undefined) return way;
  throw new CannotStart(
    "mockserver is not installed: set MOCKSERVER_COMMAND, or put mockserver, uvx, pipx or docker on the PATH",
  );
}

function isOnPath(name: string): boolean {
  const endings = process.platform === "win32" ? [".exe"] : [""];
  return (process.env["PATH"] ?? "").split(delimiter).filter(Boolean).some((folder) => endings.some((ending) => {
    try {
      accessSync(join(folder, name + ending), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }));
}

async function startInDocker(command: string[], port: number, args: string[], timeout: number): Promise<Server> {
  const token = randomBytes(18).toString("base64url");
  const [docker = "", run = "", ...rest] = command;
  const image = rest.pop() ?? "";
  const own = ["--rm", "--env", `MOCKSERVER_TOKEN=${token}`, "--publish", `127.0.0.1:${port}:4010`];
  const serve = args.length ? ["serve", "--host", "0.0.0.0", ...args] : [];
  const child = launch([docker, run, ...own, ...rest, image, ...serve]);
  const server = new Server(`http://127.0.0.1:${port}`, token, child);
  return until(child, timeout, async () => {
    await server.control.ask("ready", {});
    return server;
  });
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

interface Launched extends ChildProcess {
  complaints?: string;
}

function launch([program = "", ...args]: string[]): Launched {
  const child: Launched = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  child.complaints = "";
  child.stderr?.on("data", (text: Buffer) => (child.complaints = (child.complaints + text.toString()).slice(-4000)));
  child.once("error", (error) => (child.complaints += error.message));
  const leave = (): unknown => child.kill();
  process.once("exit", leave);
  child.once("close", () => process.off("exit", leave));
  // What runs a test ends when its tests do, even if nobody stopped the server.
  child.unref();
  (child.stderr as { unref?: () => void } | null)?.unref?.();
  return child;
}

/** What `look` resolves to, as soon as it does not reject. */
async function until(child: Launched, timeout: number, look: () => Promise<Server>): Promise<Server> {
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      const ended = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
      if (ended || Date.now() > deadline) {
        await end(child);
        const why = ended ? "ended before it was ready" : `was not ready after ${timeout} s`;
        throw new CannotStart(`${child.spawnargs.join(" ")} ${why}: ${child.complaints || String(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGKILL"), 5000);
  await closed;
  clearTimeout(hurry);
}
