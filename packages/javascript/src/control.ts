import { ROUTES, type operations } from "./generated.js";

/** A question of the control API, by its name in its OpenAPI document. */
export type Question = keyof operations & keyof typeof ROUTES;

type Part<T, Name extends string> = T extends { [K in Name]?: infer V } ? Exclude<V, undefined> : never;
type Parameters<Q extends Question> = operations[Q]["parameters"];
type Json<Q extends Question> = operations[Q] extends { requestBody?: infer B }
  ? Exclude<B, undefined> extends { content: { "application/json": infer V } } ? V : never
  : never;
type Given<Name extends string, V, Optional> = [V] extends [never]
  ? { [K in Name]?: undefined }
  : Optional extends true ? { [K in Name]?: V } : { [K in Name]: V };

/** What a question is asked with: the members of its path, its query, its body. */
export type Asked<Q extends Question> = Given<"path", Part<Parameters<Q>, "path">, false> &
  Given<"query", Part<Parameters<Q>, "query">, true> &
  Given<"json", Json<Q>, operations[Q] extends { requestBody: unknown } ? false : true>;

/** What a question is answered. */
export type Answer<Q extends Question> = {
  [Status in keyof operations[Q]["responses"]]: operations[Q]["responses"][Status] extends {
    content: { "application/json": infer V };
  } ? V : never;
}[keyof operations[Q]["responses"]];

/** A question that the control API refused; `code` is one of its error codes, the message says what would be right. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** A typed client of the control API: `control.ask("plant_fault", { path: { id }, json: { outcome: "unavailable" } })`. */
export class Control {
  /** @param url where the server listens, without a path. @param token what the server asks for, if it asks. */
  constructor(readonly url: string, readonly token?: string, readonly prefix = "/__mock__") {}

  /** The answer to a question; rejects with `Refused`. */
  async ask<Q extends Question>(question: Q, asked: Asked<Q>): Promise<Answer<Q>> {
    const [method, path] = ROUTES[question];
    const given = asked as { path?: Record<string, unknown>; query?: Record<string, unknown>; json?: unknown };
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.path?.[name])));
    const query = Object.entries(given.query ?? {}).filter(([, value]) => value !== undefined);
    const search = query.length ? `?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}` : "";
    const headers: Record<string, string> = this.token === undefined ? {} : { "X-Mock-Token": this.token };
    const init: RequestInit = { method, headers };
    if (given.json !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(given.json);
    }
    const response = await fetch(`${this.url}${this.prefix}${filled}${search}`, init);
    const document = (await response.json()) as { error?: { code: string; message: string } };
    if (!response.ok) {
      const { code = "unknown", message = `${method} ${path} is answered ${response.status}` } = document.error ?? {};
      throw new Refused(response.status, code, message);
    }
    return document as Answer<Q>;
  }
}
