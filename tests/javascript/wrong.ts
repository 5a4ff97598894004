// What the server refuses, the compiler refuses: each line below a directive must fail to compile.
import { Control, type Sandbox } from "mockserver-sandbox";

declare const sandbox: Sandbox;
const control = new Control("http://127.0.0.1:4010");

export const right = [
  () => sandbox.execute("refold/hubspot/create_contact", { email: "ada@example.com" }),
  () => sandbox.plant({}),
  () => sandbox.plant({ outcome: "unavailable", times: null }),
  () => control.ask("list_outcomes", {}),
  () => control.ask("create_sandbox", {}),
];
export const email = async (): Promise<string | null | undefined> => (await sandbox.get("salesforce/Lead", "1")).Email;

export const wrong = [
  // @ts-expect-error no such action
  () => sandbox.execute("oktopost/salesforce/lead.drop", {}),
  // @ts-expect-error a number is no e-mail address
  () => sandbox.execute("oktopost/salesforce/lead.getByEmail", { email: 5 }),
  // @ts-expect-error email is required
  () => sandbox.execute("refold/hubspot/create_contact", { firstname: "Ada" }),
  // @ts-expect-error no such table
  () => sandbox.records("salesforce/Leads"),
  // @ts-expect-error seconds, not a text
  () => sandbox.plant({ delay: "1" }),
  // @ts-expect-error the sandbox has to be named
  () => control.ask("plant_fault", { json: {} }),
  // @ts-expect-error no such question
  () => control.ask("drop_sandbox", {}),
];
