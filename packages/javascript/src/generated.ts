// Made by `npm run generate` from the server's own schemas: do not edit.

export interface paths {
    "/__mock__/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Whether the process answers; needs no token.
         *
         *     Source: mockserver's own
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description Whether the world is loaded, and how full the server is; needs no token.
         *
         *     Source: mockserver's own
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List actions
         * @description Every action of all dialects with its fields and what it rests on.
         *
         *     Source: mockserver's own
         */
        get: operations["list_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List outcomes
         * @description The vocabulary of journal, headers and faults.
         *
         *     Source: mockserver's own
         */
        get: operations["list_outcomes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schemas
         * @description The names of all schema files.
         *
         *     Source: mockserver's own
         */
        get: operations["list_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/schemas/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a schema
         * @description One schema file, as it lies in the source.
         *
         *     Source: mockserver's own
         */
        get: operations["get_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sandboxes
         * @description A page of them, oldest first.
         *
         *     Source: mockserver's own
         */
        get: operations["list_sandboxes"];
        put?: never;
        /**
         * Create a sandbox
         * @description A new world with credentials of its own.
         *
         *     Source: mockserver's own
         */
        post: operations["create_sandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a sandbox
         * @description What it holds, its settings and its credentials.
         *
         *     Source: mockserver's own
         */
        get: operations["get_sandbox"];
        put?: never;
        post?: never;
        /**
         * Delete a sandbox
         * @description It and all it holds; the default one stays.
         *
         *     Source: mockserver's own
         */
        delete: operations["delete_sandbox"];
        options?: never;
        head?: never;
        /**
         * Change a sandbox
         * @description Its name, its ttl and its settings; what is not named stays.
         *
         *     Source: mockserver's own
         */
        patch: operations["change_sandbox"];
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a sandbox
         * @description Records, clock, faults, settings and ids are as at its beginning; journal and snapshots stay.
         *
         *     Source: mockserver's own
         */
        post: operations["reset_sandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List snapshots
         * @description All of a sandbox, oldest first.
         *
         *     Source: mockserver's own
         */
        get: operations["list_snapshots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/snapshots/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a snapshot
         * @description When it was taken and how many records it holds.
         *
         *     Source: mockserver's own
         */
        get: operations["get_snapshot"];
        /**
         * Take a snapshot
         * @description The records and ids as they are now; a snapshot of that name is replaced.
         *
         *     Source: mockserver's own
         */
        put: operations["put_snapshot"];
        post?: never;
        /**
         * Delete a snapshot
         * @description Forget it; the records stay as they are.
         *
         *     Source: mockserver's own
         */
        delete: operations["delete_snapshot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/snapshots/{name}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a snapshot
         * @description Records and ids are as they were; clock, faults, settings and journal stay.
         *
         *     Source: mockserver's own
         */
        post: operations["restore_snapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/tallies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count the calls
         * @description How many exchanges came to what, also of those that the journal no longer holds.
         *
         *     Source: mockserver's own
         */
        get: operations["list_tallies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the journal
         * @description The exchanges of a sandbox that are asked for, newest last.
         *
         *     Source: mockserver's own
         */
        get: operations["list_journal"];
        put?: never;
        post?: never;
        /**
         * Clear the journal
         * @description Forget every exchange; numbers go on.
         *
         *     Source: mockserver's own
         */
        delete: operations["clear_journal"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/journal/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an exchange
         * @description One entry of the journal.
         *
         *     Source: mockserver's own
         */
        get: operations["get_exchange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description The events that a sandbox sent to webhooks and those that it may not send, newest last.
         *
         *     Source: mockserver's own
         */
        get: operations["list_deliveries"];
        put?: never;
        /**
         * Send an event
         * @description An event of a vendor, caused by nobody, to the webhooks that ask for it; signed, logged and tried as one that a call causes.
         *
         *     Source: mockserver's own
         */
        post: operations["send_event"];
        /**
         * Clear the deliveries
         * @description Forget every delivery; what is pending is not sent any more, and numbers go on.
         *
         *     Source: mockserver's own
         */
        delete: operations["clear_deliveries"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/deliveries/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a delivery
         * @description One event that was sent to a webhook, with its tries.
         *
         *     Source: mockserver's own
         */
        get: operations["get_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/deliveries/{number}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description The same bytes to the same address, with as many tries as at first; one that is being sent is a conflict.
         *
         *     Source: mockserver's own
         */
        post: operations["send_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List faults
         * @description The rules of a sandbox, oldest first, with how often each fired.
         *
         *     Source: mockserver's own
         */
        get: operations["list_faults"];
        put?: never;
        /**
         * Plant a fault
         * @description Calls that match come to an outcome; the oldest rule that hits decides. A sandbox keeps 1,000 rules.
         *
         *     Source: mockserver's own
         */
        post: operations["plant_fault"];
        /**
         * Remove all faults
         * @description Take all rules away.
         *
         *     Source: mockserver's own
         */
        delete: operations["clear_faults"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/faults/{fault}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a fault
         * @description One rule, with how often it fired.
         *
         *     Source: mockserver's own
         */
        get: operations["get_fault"];
        put?: never;
        post?: never;
        /**
         * Remove a fault
         * @description Take one rule away.
         *
         *     Source: mockserver's own
         */
        delete: operations["remove_fault"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the clock
         * @description What the sandbox's clock shows.
         *
         *     Source: mockserver's own
         */
        get: operations["get_clock"];
        /**
         * Set the clock
         * @description Freeze it, move it, let it run on, or set it to the machine's time: one of the four.
         *
         *     Source: mockserver's own
         */
        put: operations["set_clock"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tables
         * @description Every kind of record with how many there are.
         *
         *     Source: mockserver's own
         */
        get: operations["list_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/records/{app}/{object}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List records
         * @description A page of records in order of creation, all or those that a search finds.
         *
         *     Source: mockserver's own
         */
        get: operations["list_records"];
        put?: never;
        /**
         * Add a record
         * @description A new record: what is left out (id, times, defaults, derived values) is as the application would have it.
         *
         *     Source: mockserver's own
         */
        post: operations["add_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/records/{app}/{object}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a record
         * @description One record as it is stored.
         *
         *     Source: mockserver's own
         */
        get: operations["get_record"];
        /**
         * Put a record
         * @description The whole record as it shall be, new or in place of the one there was.
         *
         *     Source: mockserver's own
         */
        put: operations["put_record"];
        post?: never;
        /**
         * Delete a record
         * @description This record only: what an application would delete with it stays.
         *
         *     Source: mockserver's own
         */
        delete: operations["delete_record"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List integrations
         * @description Oktopost's integrations of every account.
         *
         *     Source: mockserver's own
         */
        get: operations["list_integrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/integrations/{integration}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an integration
         * @description Make it valid or invalid, active or disabled, its token expired or not.
         *
         *     Source: mockserver's own
         */
        patch: operations["change_integration"];
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/lookalikes/{app}/{object}/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a look-alike
         * @description A second record like this one: another key and another e-mail address, everything else the same, to catch the write to the wrong one.
         *
         *     Source: mockserver's own
         */
        post: operations["add_lookalike"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List changes
         * @description What was created, updated and deleted in the records between two marks, field by field, with the calls that did it.
         *
         *     Source: mockserver's own
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/shape": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a shape
         * @description Fields and objects of an organisation's own, as the vendors' own answers declare them; docs/shape.md says which.
         *
         *     Source: mockserver's own
         */
        post: operations["add_shape"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/sandboxes/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the state
         * @description A whole world as one document; the same bytes until something changes.
         *
         *     Source: mockserver's own
         */
        get: operations["get_state"];
        /**
         * Import a state
         * @description The world becomes that of the document; journal and snapshots stay.
         *
         *     Source: mockserver's own
         */
        put: operations["put_state"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/__mock__/pact/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a world into a provider state
         * @description What a verifier of Pact asks before and after each interaction. A state is a question of this API in words, its parameters are that question's members; after an interaction the sandbox is reset.
         *
         *     Source: Pact, the state change request of its verifiers
         */
        post: operations["set_pact_state"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ControlAddRecordJson: {
            [key: string]: unknown;
        };
        ControlAddShapeJson: {
            /** @description Path to document; a path names the kind of record where the document does not, such as properties/contacts. */
            documents: {
                [key: string]: {
                    [key: string]: unknown;
                } | unknown[];
            };
        };
        ControlAddShapeResponse: {
            /** @description How many declarations each table has got. */
            declared: components["schemas"]["ControlCommonCounts"];
            /**
             * @description The kind of evidence that each of them is, in headers and journal, where one decides a refusal.
             * @constant
             */
            evidence: "yours";
            /** @description The paths of the documents that were understood. */
            taken: string[];
            /** @description What was not taken, each with the reason. */
            left_out: string[];
        };
        ControlChangeIntegrationJson: {
            /** @enum {unknown} */
            status?: "valid" | "invalid";
            /** @enum {unknown} */
            state?: "active" | "disabled";
            token_expired?: boolean;
        };
        ControlChangeSandboxJson: {
            name?: components["schemas"]["ControlCommonName"];
            ttl?: components["schemas"]["ControlCommonTtl"];
            /**
             * @description What an undeclared form field, query parameter or payload key is: nothing (off), a finding in the journal (warn), a refusal (fail).
             * @enum {unknown}
             */
            strict?: "off" | "warn" | "fail";
            /** @description Whether the vendors' documented rate limits hold, by the sandbox's clock. */
            rate_limits?: boolean;
            /** @description Host names, besides those of this machine, that events may be sent to. */
            webhook_hosts?: string[];
            /**
             * @description The form of Errors on Oktopost's routes that execute no action: {"API": {"Error": …}} (api), or an array of texts as actions have it (array).
             * @enum {unknown}
             */
            oktopost_errors?: "api" | "array";
            /**
             * @description Whether a Refold execution answers data, node_status and http_status (full), node_status and data (short), or success and data (success).
             * @enum {unknown}
             */
            refold_envelope?: "full" | "short" | "success";
            /**
             * @description Whether Refold's refusals have the words of its second version (v2) or of its third (v3), as calls to app.refold.ai always have.
             * @enum {unknown}
             */
            refold_errors?: "v2" | "v3";
            /** @description Seconds that a new session token of Refold is good for. */
            refold_session_lifetime?: number;
            /** @description Seconds that a connection to an application of Refold lasts, until it needs consent again; 0: without end. */
            refold_connection_lifetime?: number;
            /**
             * @description Whether the consent page for a connection of Refold asks a person (ask), or consents at once (grant).
             * @enum {unknown}
             */
            refold_consent?: "ask" | "grant";
            /** @description Seconds that each node of a workflow takes on the sandbox's clock, in an execution of Refold that nobody waits for. */
            refold_node_seconds?: number;
            /** @description Object to fields that a new record needs besides the standard ones. */
            salesforce_required?: {
                [key: string]: string[];
            };
            /** @description Object to custom fields that it has, such as Score__c. */
            salesforce_fields?: {
                [key: string]: string[];
            };
            /** @description Object type to custom properties that the portal has. */
            hubspot_properties?: {
                [key: string]: string[];
            };
        };
        /** @description What can be set for one sandbox. */
        ControlCommonAllSettings: {
            /**
             * @description What an undeclared form field, query parameter or payload key is: nothing (off), a finding in the journal (warn), a refusal (fail).
             * @enum {unknown}
             */
            strict: "off" | "warn" | "fail";
            /** @description Whether the vendors' documented rate limits hold, by the sandbox's clock. */
            rate_limits: boolean;
            /** @description Host names, besides those of this machine, that events may be sent to. */
            webhook_hosts: string[];
            /**
             * @description The form of Errors on Oktopost's routes that execute no action: {"API": {"Error": …}} (api), or an array of texts as actions have it (array).
             * @enum {unknown}
             */
            oktopost_errors: "api" | "array";
            /**
             * @description Whether a Refold execution answers data, node_status and http_status (full), node_status and data (short), or success and data (success).
             * @enum {unknown}
             */
            refold_envelope: "full" | "short" | "success";
            /**
             * @description Whether Refold's refusals have the words of its second version (v2) or of its third (v3), as calls to app.refold.ai always have.
             * @enum {unknown}
             */
            refold_errors: "v2" | "v3";
            /** @description Seconds that a new session token of Refold is good for. */
            refold_session_lifetime: number;
            /** @description Seconds that a connection to an application of Refold lasts, until it needs consent again; 0: without end. */
            refold_connection_lifetime: number;
            /**
             * @description Whether the consent page for a connection of Refold asks a person (ask), or consents at once (grant).
             * @enum {unknown}
             */
            refold_consent: "ask" | "grant";
            /** @description Seconds that each node of a workflow takes on the sandbox's clock, in an execution of Refold that nobody waits for. */
            refold_node_seconds: number;
            /** @description Object to fields that a new record needs besides the standard ones. */
            salesforce_required: {
                [key: string]: string[];
            };
            /** @description Object to custom fields that it has, such as Score__c. */
            salesforce_fields: {
                [key: string]: string[];
            };
            /** @description Object type to custom properties that the portal has. */
            hubspot_properties: {
                [key: string]: string[];
            };
        };
        ControlCommonClock: {
            /** @description What the sandbox's clock shows. */
            now: components["schemas"]["DateTimeMs"];
            /** @description Whether it moves by itself. */
            running: boolean;
        };
        ControlCommonCount: number;
        /** @description Table to its number of records. */
        ControlCommonCounts: {
            [key: string]: components["schemas"]["ControlCommonCount"];
        };
        /** @description How to reach a sandbox by one vendor's API. */
        ControlCommonCredentials: {
            base_url: string;
        } & {
            [key: string]: string | {
                [key: string]: string;
            };
        };
        ControlCommonDeleted: {
            /** @description How many there were. */
            deleted: components["schemas"]["ControlCommonCount"];
        };
        /** @description An event that was sent to a webhook, or is about to be. */
        ControlCommonDelivery: {
            /** @description Counts the deliveries of the sandbox from 1. */
            number: number;
            /** @description When it happened, by the sandbox's clock. */
            time: components["schemas"]["DateTimeMs"];
            dialect: components["schemas"]["ControlCommonDialect"];
            /** @description As the vendor calls it. */
            event: string;
            url: string;
            headers: {
                [key: string]: string;
            };
            /** @description The text that is signed and sent. */
            body: string;
            status: components["schemas"]["ControlCommonDeliveryStatus"];
            /** @description Why it is not sent, or not sent on. */
            reason: string | null;
            /** @description The last 20 of them, oldest first. */
            tries: {
                /** @description By the sandbox's clock. */
                time: components["schemas"]["DateTimeMs"];
                /** @description Of the answer; null: none came. */
                status: number | null;
                /** @description Why none came. */
                error: string | null;
                /** @description At most 2 KiB of its body. */
                answer: string;
                /** @description 0 while the clock is frozen. */
                duration_ms: number;
            }[];
        };
        /**
         * @description pending while a try is to come; failed after the last one; not-sent where nothing may be sent.
         * @enum {unknown}
         */
        ControlCommonDeliveryStatus: "pending" | "delivered" | "failed" | "not-sent";
        /** @description One of the dialects that GET /outcomes names. */
        ControlCommonDialect: string;
        ControlCommonExchange: {
            /** @description Counts the exchanges of the sandbox from 1. */
            number: number;
            request_id: string;
            sandbox: string;
            /** @description By the sandbox's clock. */
            time: string;
            dialect: string;
            /** @description The key of the action or route, empty when none was found. */
            action: string;
            request: {
                method: string;
                path: string;
                query: string;
                headers: {
                    [key: string]: string;
                };
                /** @description At most 64 KiB of it. */
                body: string;
                /** @description The true length in bytes. */
                length: components["schemas"]["ControlCommonCount"];
                form: {
                    [key: string]: unknown;
                } | null;
                /** @description The decoded payload. */
                payload: unknown;
            };
            /** @description 0: no answer was sent. */
            status: number;
            response: {
                headers: {
                    [key: string]: string;
                };
                body: string;
                length: components["schemas"]["ControlCommonCount"];
            };
            outcome: components["schemas"]["ControlCommonOutcome"];
            checks: {
                passed: string[];
                failed: string | null;
            };
            violations: components["schemas"]["ControlCommonViolation"][];
            /** @description What strict mode found. */
            findings: components["schemas"]["ControlCommonViolation"][];
            hint: string | null;
            evidence: string | null;
            /** @description What planned it: a fault's id, header, magic. */
            fault: string | null;
            duration_ms: number;
        };
        ControlCommonFault: {
            id: string;
            /**
             * @description A shell pattern over the keys of actions and routes.
             * @default *
             */
            match: string;
            /**
             * @description What the calls come to; ok with a delay only delays them.
             * @default ok
             */
            outcome: components["schemas"]["ControlCommonOutcome"];
            /**
             * @description How many calls are hit; null: every one, until the rule is removed.
             * @default 1
             */
            times: number | null;
            /**
             * @description How many matching calls pass untouched first.
             * @default 0
             */
            after: number;
            /**
             * @description How likely each further one is hit; drawn from the sandbox's seed.
             * @default 1
             */
            probability: number;
            /** @description Seconds before the first byte of the answer. */
            delay: null | components["schemas"]["ControlCommonFixed"] | components["schemas"]["ControlCommonUniform"] | components["schemas"]["ControlCommonLognormal"];
            /** @description Seconds that rate-limited and unavailable tell the caller to wait, 1 by default. */
            retry_after: number | null;
            /** @description How many calls matched. */
            seen: components["schemas"]["ControlCommonCount"];
            /** @description How many of them were hit. */
            fired: components["schemas"]["ControlCommonCount"];
        };
        ControlCommonFixed: {
            fixed: components["schemas"]["ControlCommonSeconds"];
        };
        ControlCommonIntegration: {
            id: string;
            type: string;
            account_id: string;
            /** @enum {unknown} */
            status: "valid" | "invalid";
            /** @enum {unknown} */
            state: "active" | "disabled";
            token_expired: boolean;
        };
        ControlCommonLognormal: {
            lognormal: {
                median: number;
                sigma: number;
            };
        };
        /** @description What people call it; the id by default. */
        ControlCommonName: string;
        /** @description One of the outcomes that GET /outcomes lists. */
        ControlCommonOutcome: string;
        /** @description A record as its own schema below records/ describes it. */
        ControlCommonRecord: {
            [key: string]: unknown;
        };
        ControlCommonSandbox: {
            id: components["schemas"]["ControlCommonSandboxId"];
            name: string;
            seed: number;
            ttl: components["schemas"]["ControlCommonTtl"];
            settings: components["schemas"]["ControlCommonAllSettings"];
            clock: components["schemas"]["ControlCommonClock"];
            journal: {
                kept: components["schemas"]["ControlCommonCount"];
                /** @description How many exchanges the journal had no room for. */
                dropped: components["schemas"]["ControlCommonCount"];
            };
            faults: components["schemas"]["ControlCommonCount"];
            snapshots: string[];
            records: components["schemas"]["ControlCommonCounts"];
        } & {
            [key: string]: components["schemas"]["ControlCommonCredentials"] | components["schemas"]["ControlCommonSandboxId"] | string | number | components["schemas"]["ControlCommonTtl"] | components["schemas"]["ControlCommonAllSettings"] | components["schemas"]["ControlCommonClock"] | {
                kept: components["schemas"]["ControlCommonCount"];
                /** @description How many exchanges the journal had no room for. */
                dropped: components["schemas"]["ControlCommonCount"];
            } | components["schemas"]["ControlCommonCount"] | string[] | components["schemas"]["ControlCommonCounts"];
        };
        /** @description default, or the id that POST /sandboxes answered. */
        ControlCommonSandboxId: string;
        /** @description Seconds, ten minutes at most. */
        ControlCommonSeconds: number;
        /** @description Decides ids, chance and generated people; the server's by default. */
        ControlCommonSeed: number;
        /** @description What can be set for one sandbox. */
        ControlCommonSettings: {
            /**
             * @description What an undeclared form field, query parameter or payload key is: nothing (off), a finding in the journal (warn), a refusal (fail).
             * @enum {unknown}
             */
            strict?: "off" | "warn" | "fail";
            /** @description Whether the vendors' documented rate limits hold, by the sandbox's clock. */
            rate_limits?: boolean;
            /** @description Host names, besides those of this machine, that events may be sent to. */
            webhook_hosts?: string[];
            /**
             * @description The form of Errors on Oktopost's routes that execute no action: {"API": {"Error": …}} (api), or an array of texts as actions have it (array).
             * @enum {unknown}
             */
            oktopost_errors?: "api" | "array";
            /**
             * @description Whether a Refold execution answers data, node_status and http_status (full), node_status and data (short), or success and data (success).
             * @enum {unknown}
             */
            refold_envelope?: "full" | "short" | "success";
            /**
             * @description Whether Refold's refusals have the words of its second version (v2) or of its third (v3), as calls to app.refold.ai always have.
             * @enum {unknown}
             */
            refold_errors?: "v2" | "v3";
            /** @description Seconds that a new session token of Refold is good for. */
            refold_session_lifetime?: number;
            /** @description Seconds that a connection to an application of Refold lasts, until it needs consent again; 0: without end. */
            refold_connection_lifetime?: number;
            /**
             * @description Whether the consent page for a connection of Refold asks a person (ask), or consents at once (grant).
             * @enum {unknown}
             */
            refold_consent?: "ask" | "grant";
            /** @description Seconds that each node of a workflow takes on the sandbox's clock, in an execution of Refold that nobody waits for. */
            refold_node_seconds?: number;
            /** @description Object to fields that a new record needs besides the standard ones. */
            salesforce_required?: {
                [key: string]: string[];
            };
            /** @description Object to custom fields that it has, such as Score__c. */
            salesforce_fields?: {
                [key: string]: string[];
            };
            /** @description Object type to custom properties that the portal has. */
            hubspot_properties?: {
                [key: string]: string[];
            };
        };
        ControlCommonSnapshot: {
            name: components["schemas"]["ControlCommonSnapshotName"];
            /** @description By the sandbox's clock. */
            taken: components["schemas"]["DateTimeMs"];
            records: components["schemas"]["ControlCommonCounts"];
        };
        ControlCommonSnapshotName: string;
        /** @description An application or a dialect, and one kind of its records. */
        ControlCommonTable: string;
        /** @description How many exchanges were alike, and what the first of them was. */
        ControlCommonTally: {
            dialect: string;
            /** @description The key of the action or route, empty when none was found. */
            action: string;
            outcome: string;
            /** @description 0: no answer was sent. */
            status: number;
            evidence: string;
            /** @description Whether a fault planned it. */
            planned: boolean;
            /** @description How many there were since the sandbox began. */
            calls: components["schemas"]["ControlCommonCount"];
            /** @description How many of them were there when the journal was last cleared. */
            cleared: components["schemas"]["ControlCommonCount"];
            first: {
                number: number;
                method: string;
                path: string;
                /** @description The check that it failed. */
                failed: string | null;
                violations: components["schemas"]["ControlCommonViolation"][];
                hint: string | null;
            };
        };
        /** @description Seconds that it outlives its last call; null: as long as the server's idle limit says. */
        ControlCommonTtl: number | null;
        ControlCommonUniform: {
            /** @description The shortest and the longest. */
            uniform: components["schemas"]["ControlCommonSeconds"][];
        };
        /** @description One place where a document breaks its contract. */
        ControlCommonViolation: {
            pointer: string;
            expected: string;
            got: string;
            keyword: string;
        };
        ControlCreateSandboxJson: {
            seed?: components["schemas"]["ControlCommonSeed"];
            /** @description How many generated people it has besides the fixtures'. All sandboxes together have 200,000; those with the same seed and number share theirs. */
            populate?: number;
            name?: components["schemas"]["ControlCommonName"];
            ttl?: components["schemas"]["ControlCommonTtl"];
            /**
             * @description What an undeclared form field, query parameter or payload key is: nothing (off), a finding in the journal (warn), a refusal (fail).
             * @enum {unknown}
             */
            strict?: "off" | "warn" | "fail";
            /** @description Whether the vendors' documented rate limits hold, by the sandbox's clock. */
            rate_limits?: boolean;
            /** @description Host names, besides those of this machine, that events may be sent to. */
            webhook_hosts?: string[];
            /**
             * @description The form of Errors on Oktopost's routes that execute no action: {"API": {"Error": …}} (api), or an array of texts as actions have it (array).
             * @enum {unknown}
             */
            oktopost_errors?: "api" | "array";
            /**
             * @description Whether a Refold execution answers data, node_status and http_status (full), node_status and data (short), or success and data (success).
             * @enum {unknown}
             */
            refold_envelope?: "full" | "short" | "success";
            /**
             * @description Whether Refold's refusals have the words of its second version (v2) or of its third (v3), as calls to app.refold.ai always have.
             * @enum {unknown}
             */
            refold_errors?: "v2" | "v3";
            /** @description Seconds that a new session token of Refold is good for. */
            refold_session_lifetime?: number;
            /** @description Seconds that a connection to an application of Refold lasts, until it needs consent again; 0: without end. */
            refold_connection_lifetime?: number;
            /**
             * @description Whether the consent page for a connection of Refold asks a person (ask), or consents at once (grant).
             * @enum {unknown}
             */
            refold_consent?: "ask" | "grant";
            /** @description Seconds that each node of a workflow takes on the sandbox's clock, in an execution of Refold that nobody waits for. */
            refold_node_seconds?: number;
            /** @description Object to fields that a new record needs besides the standard ones. */
            salesforce_required?: {
                [key: string]: string[];
            };
            /** @description Object to custom fields that it has, such as Score__c. */
            salesforce_fields?: {
                [key: string]: string[];
            };
            /** @description Object type to custom properties that the portal has. */
            hubspot_properties?: {
                [key: string]: string[];
            };
        };
        ControlCreateSandboxResponse: {
            id: components["schemas"]["ControlCommonSandboxId"];
        } & {
            [key: string]: components["schemas"]["ControlCommonCredentials"] | components["schemas"]["ControlCommonSandboxId"];
        };
        ControlErrorResponse: {
            error: {
                /** @enum {unknown} */
                code: "invalid-request" | "token-required" | "host-refused" | "origin-refused" | "not-found" | "method-not-allowed" | "conflict" | "too-large" | "wrong-content-type" | "server-error" | "unavailable";
                message: components["schemas"]["FilledString"];
                violations?: components["schemas"]["ControlCommonViolation"][];
            };
        };
        ControlGetSchemaResponse: {
            [key: string]: unknown;
        };
        /** @description A whole world: records, session tokens among them, the counters of ids and of chance, clock, settings and faults. */
        ControlGetStateState: {
            /**
             * @description The version of this document.
             * @constant
             */
            format: 2;
            seed?: number;
            clock?: {
                /** @description Seconds from the machine's time, which must lead to a year that a calendar has. */
                offset: number;
                /** @description Seconds since 1970 at which it stands still. */
                frozen: number | null;
            };
            settings?: components["schemas"]["ControlCommonSettings"];
            faults?: {
                made: components["schemas"]["ControlCommonCount"];
                rules: components["schemas"]["ControlCommonFault"][];
            };
            /** @description A table that is not named is empty. */
            tables: {
                [key: string]: {
                    records: components["schemas"]["ControlCommonRecord"][];
                    deleted?: (string | number)[];
                };
            };
            /** @description The last number drawn of each sequence; beyond its bound ids would have no room. */
            sequences?: {
                [key: string]: number;
            };
        };
        ControlHealthResponse: {
            /** @constant */
            status: "ok";
        };
        ControlListActionsResponse: {
            actions: {
                action: string;
                dialect: string;
                app: string;
                name: string;
                description: string;
                required: string[];
                optional: string[];
                evidence: string[];
                statements: string[];
            }[];
        };
        ControlListChangesChange: {
            /** @enum {unknown} */
            change: "created" | "updated" | "deleted";
            table: components["schemas"]["ControlCommonTable"];
            /** @description The record's key in its table. */
            key: string | number;
            /** @description Each field that differs, by its name in the vendor's own API; a dot leads into an object. */
            fields: {
                [key: string]: {
                    /** @description Its value at the earlier mark; absent where it had none. */
                    before?: unknown;
                    /** @description Its value at the later mark; absent where it has none. */
                    after?: unknown;
                };
            };
            /** @description Those of the fields that the application itself sets, such as the time of the change. */
            read_only: string[];
            /** @description The numbers of the calls in the journal that wrote the record; none where the sandbox's owner did, or the journal dropped them. */
            calls: components["schemas"]["ControlCommonCount"][];
        };
        /** @description start (how the sandbox began), now, snapshot:NAME, or call:NUMBER (after that call of the journal). */
        ControlListChangesMark: string;
        ControlListChangesResponse: {
            from: components["schemas"]["ControlListChangesMark"];
            to: components["schemas"]["ControlListChangesMark"];
            /** @description By table and key. */
            changes: components["schemas"]["ControlListChangesChange"][];
            /** @description How many there are on all pages. */
            created: components["schemas"]["ControlCommonCount"];
            updated: components["schemas"]["ControlCommonCount"];
            deleted: components["schemas"]["ControlCommonCount"];
            /** @description The offset of the next page; null on the last one. */
            next: components["schemas"]["ControlCommonCount"] | null;
        };
        ControlListDeliveriesResponse: {
            deliveries: components["schemas"]["ControlCommonDelivery"][];
            /** @description How many the sandbox holds. */
            kept: components["schemas"]["ControlCommonCount"];
            /** @description How many it had no room for. */
            dropped: components["schemas"]["ControlCommonCount"];
        };
        ControlListFaultsResponse: {
            faults: components["schemas"]["ControlCommonFault"][];
        };
        ControlListIntegrationsResponse: {
            integrations: components["schemas"]["ControlCommonIntegration"][];
        };
        ControlListJournalResponse: {
            entries: components["schemas"]["ControlCommonExchange"][];
            /** @description How many were asked for. */
            matching: components["schemas"]["ControlCommonCount"];
            /** @description How many the journal holds. */
            kept: components["schemas"]["ControlCommonCount"];
            /** @description How many it had no room for. */
            dropped: components["schemas"]["ControlCommonCount"];
            /** @description What to give as after for the rest; null when there is none. */
            next: number | null;
        };
        ControlListOutcomesResponse: {
            outcomes: {
                name: string;
                /** @enum {unknown} */
                kind: "result" | "refusal" | "wire";
                meaning: string;
                /**
                 * @description Whose defect it is when no fault planned it; null: no client can avoid it.
                 * @enum {unknown}
                 */
                blame: "application" | "mockserver" | null;
                dialects: string[];
                /** @description Dialect to the status of its refusal. */
                status: {
                    [key: string]: number;
                };
                plannable: boolean;
                /** @description An e-mail address that asks for it. */
                magic: string | null;
            }[];
        };
        ControlListRecordsResponse: {
            records: components["schemas"]["ControlCommonRecord"][];
            /** @description How many there are on all pages. */
            total: components["schemas"]["ControlCommonCount"];
        };
        ControlListSandboxesResponse: {
            sandboxes: {
                id: string;
                name: string;
                ttl: components["schemas"]["ControlCommonTtl"];
                /** @description Seconds since it was last used. */
                idle: number;
                exchanges: components["schemas"]["ControlCommonCount"];
                faults: components["schemas"]["ControlCommonCount"];
            }[];
            total: components["schemas"]["ControlCommonCount"];
            /** @description How many there may be. */
            limit: components["schemas"]["ControlCommonCount"];
            /** @description Seconds after which an unused one is dropped. */
            idle_timeout: number | null;
        };
        ControlListSchemasResponse: {
            schemas: string[];
        };
        ControlListSnapshotsResponse: {
            snapshots: components["schemas"]["ControlCommonSnapshot"][];
        };
        ControlListTablesResponse: {
            tables: components["schemas"]["ControlCommonCounts"];
        };
        ControlListTalliesResponse: {
            tallies: components["schemas"]["ControlCommonTally"][];
        };
        ControlPlantFaultJson: {
            /**
             * @description A shell pattern over the keys of actions and routes.
             * @default *
             */
            match?: string;
            /**
             * @description What the calls come to; ok with a delay only delays them.
             * @default ok
             */
            outcome?: components["schemas"]["ControlCommonOutcome"];
            /**
             * @description How many calls are hit; null: every one, until the rule is removed.
             * @default 1
             */
            times?: number | null;
            /**
             * @description How many matching calls pass untouched first.
             * @default 0
             */
            after?: number;
            /**
             * @description How likely each further one is hit; drawn from the sandbox's seed.
             * @default 1
             */
            probability?: number;
            /** @description Seconds before the first byte of the answer. */
            delay?: null | components["schemas"]["ControlCommonFixed"] | components["schemas"]["ControlCommonUniform"] | components["schemas"]["ControlCommonLognormal"];
            /** @description Seconds that rate-limited and unavailable tell the caller to wait, 1 by default. */
            retry_after?: number | null;
        };
        ControlPutRecordJson: {
            [key: string]: unknown;
        };
        ControlReadyResponse: {
            /** @constant */
            status: "ready";
            version: string;
            sandboxes: components["schemas"]["ControlCommonCount"];
            limit: components["schemas"]["ControlCommonCount"];
        };
        ControlSendEventJson: {
            dialect: components["schemas"]["ControlCommonDialect"];
            /** @description As the vendor calls it. */
            event: string;
            /** @description What it tells, in the form that the vendor documents. */
            data: {
                [key: string]: unknown;
            };
        };
        ControlSendEventResponse: {
            /** @description One for each webhook that asks for the event. */
            deliveries: components["schemas"]["ControlCommonDelivery"][];
        };
        ControlSetClockJson: {
            /** @description The moment to stand still at, or true for the present one. */
            frozen?: string | boolean;
            /** @description An ISO 8601 duration such as PT1H30M; -P1D goes back. */
            advance?: string;
            /**
             * @description Run on from the moment that it shows.
             * @constant
             */
            running?: true;
            /**
             * @description Run with the machine's time.
             * @constant
             */
            reset?: true;
        };
        ControlSetPactStateJson: {
            /** @description Its name, such as a record. */
            state: string;
            /** @description What it is told. */
            params?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description Before or after an interaction.
             * @enum {unknown}
             */
            action?: "setup" | "teardown";
            /** @description Whose pact it is. */
            consumer?: string;
        };
        /** @description Values for the injected expressions of a pact: the sandbox's credentials, and the members of what was made. */
        ControlSetPactStateResponse: {
            [key: string]: string | number | boolean;
        };
        /**
         * Format: date-time
         * @description A time in UTC to the millisecond, such as 2026-01-01T00:00:00.000Z.
         */
        DateTimeMs: string;
        /** @description A whole number from 0 as a form or a query carries it, at most nine digits. */
        Digits: string;
        /** @description A string with at least one character that is not white space. */
        FilledString: string;
        /** @description A whole number from 1 as a form or a query carries it, at most nine digits. */
        PositiveDigits: string;
        /**
         * Format: date
         * @description A day, such as 2026-01-01.
         */
        Date: string;
        /**
         * Format: date-time
         * @description A time in UTC to the second, such as 2026-01-01T00:00:00Z.
         */
        DateTime: string;
        /** @description An object with at least one member. */
        FilledObject: {
            [key: string]: unknown;
        };
        /** @description A text with at least one character that is not white space; a number always has one. */
        FilledText: string | number;
        /**
         * HubSpot archived record
         * @description A record that was archived, as it was then; the id is <type of object>/<id>.
         */
        HubspotArchived: {
            id: string;
            /** @enum {unknown} */
            objectType: "contact" | "company" | "deal" | "task";
            record: {
                id: components["schemas"]["HubspotContactId"];
                properties: {
                    [key: string]: string;
                };
                createdAt: components["schemas"]["DateTimeMs"];
                updatedAt: components["schemas"]["DateTimeMs"];
                /** @constant */
                archived: true;
                archivedAt: components["schemas"]["DateTimeMs"];
            };
        };
        /**
         * HubSpot association
         * @description How two records are associated; the id is <from>:<to>, the one that sorts first before the other. Never answered itself.
         */
        HubspotAssociation: {
            id: string;
            from: components["schemas"]["HubspotAssociationRecord"];
            to: components["schemas"]["HubspotAssociationRecord"];
            /** @description HubSpot's ids of the types as `from` sees them; x-types has their names and inverses. */
            typeIds: number[];
        };
        /** @description contact/51 */
        HubspotAssociationRecord: string;
        /**
         * HubSpot company
         * @description A company as HubSpot's CRM API v3 shows it (SimplePublicObject).
         */
        HubspotCompany: {
            id: components["schemas"]["HubspotContactId"];
            properties: components["schemas"]["HubspotCompanyProperties"];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            /** @constant */
            archived: false;
        };
        /** @description The portal's catalogue of properties: default: what a new record has; readOnly: only HubSpot itself sets it; x-from: the fact it is derived from. Every value is a string; a property without a value is absent. A sandbox's setting hubspot_properties adds custom ones. */
        HubspotCompanyProperties: {
            /** Create date */
            readonly createdate?: components["schemas"]["DateTimeMs"];
            /** Company domain name */
            domain?: components["schemas"]["HubspotContactString"];
            /** Company name */
            name?: components["schemas"]["HubspotContactString"];
            /** Last modified date */
            readonly hs_lastmodifieddate?: components["schemas"]["DateTimeMs"];
            /** Record ID */
            readonly hs_object_id?: string;
            /** Record source */
            readonly hs_object_source?: string;
            /** Record source ID */
            readonly hs_object_source_id?: string;
            /** Record source */
            readonly hs_object_source_label?: string;
            /**
             * Pipeline
             * @enum {unknown}
             */
            hs_pipeline?: "companies-lifecycle-pipeline";
            /**
             * Lifecycle stage
             * @enum {unknown}
             */
            lifecyclestage?: "subscriber" | "lead" | "marketingqualifiedlead" | "salesqualifiedlead" | "opportunity" | "customer" | "evangelist" | "other";
            /** Number of sales activities */
            readonly num_notes?: string;
            /** Phone number */
            phone?: components["schemas"]["HubspotContactString"];
            /** Website URL */
            website?: components["schemas"]["HubspotContactString"];
            /** Street address */
            address?: components["schemas"]["HubspotContactString"];
            /** Street address 2 */
            address2?: components["schemas"]["HubspotContactString"];
            /** City */
            city?: components["schemas"]["HubspotContactString"];
            /** State/Region */
            state?: components["schemas"]["HubspotContactString"];
            /** Postal code */
            zip?: components["schemas"]["HubspotContactString"];
            /** Country/Region */
            country?: components["schemas"]["HubspotContactString"];
            /** Time zone */
            timezone?: components["schemas"]["HubspotContactString"];
            /**
             * Industry
             * @enum {unknown}
             */
            industry?: "ACCOUNTING" | "AIRLINES_AVIATION" | "ALTERNATIVE_DISPUTE_RESOLUTION" | "ALTERNATIVE_MEDICINE" | "ANIMATION" | "APPAREL_FASHION" | "ARCHITECTURE_PLANNING" | "ARTS_AND_CRAFTS" | "AUTOMOTIVE" | "AVIATION_AEROSPACE" | "BANKING" | "BIOTECHNOLOGY" | "BROADCAST_MEDIA" | "BUILDING_MATERIALS" | "BUSINESS_SUPPLIES_AND_EQUIPMENT" | "CAPITAL_MARKETS" | "CHEMICALS" | "CIVIC_SOCIAL_ORGANIZATION" | "CIVIL_ENGINEERING" | "COMMERCIAL_REAL_ESTATE" | "COMPUTER_NETWORK_SECURITY" | "COMPUTER_GAMES" | "COMPUTER_HARDWARE" | "COMPUTER_NETWORKING" | "COMPUTER_SOFTWARE" | "INTERNET" | "CONSTRUCTION" | "CONSUMER_ELECTRONICS" | "CONSUMER_GOODS" | "CONSUMER_SERVICES" | "COSMETICS" | "DAIRY" | "DEFENSE_SPACE" | "DESIGN" | "EDUCATION_MANAGEMENT" | "E_LEARNING" | "ELECTRICAL_ELECTRONIC_MANUFACTURING" | "ENTERTAINMENT" | "ENVIRONMENTAL_SERVICES" | "EVENTS_SERVICES" | "EXECUTIVE_OFFICE" | "FACILITIES_SERVICES" | "FARMING" | "FINANCIAL_SERVICES" | "FINE_ART" | "FISHERY" | "FOOD_BEVERAGES" | "FOOD_PRODUCTION" | "FUND_RAISING" | "FURNITURE" | "GAMBLING_CASINOS" | "GLASS_CERAMICS_CONCRETE" | "GOVERNMENT_ADMINISTRATION" | "GOVERNMENT_RELATIONS" | "GRAPHIC_DESIGN" | "HEALTH_WELLNESS_AND_FITNESS" | "HIGHER_EDUCATION" | "HOSPITAL_HEALTH_CARE" | "HOSPITALITY" | "HUMAN_RESOURCES" | "IMPORT_AND_EXPORT" | "INDIVIDUAL_FAMILY_SERVICES" | "INDUSTRIAL_AUTOMATION" | "INFORMATION_SERVICES" | "INFORMATION_TECHNOLOGY_AND_SERVICES" | "INSURANCE" | "INTERNATIONAL_AFFAIRS" | "INTERNATIONAL_TRADE_AND_DEVELOPMENT" | "INVESTMENT_BANKING" | "INVESTMENT_MANAGEMENT" | "JUDICIARY" | "LAW_ENFORCEMENT" | "LAW_PRACTICE" | "LEGAL_SERVICES" | "LEGISLATIVE_OFFICE" | "LEISURE_TRAVEL_TOURISM" | "LIBRARIES" | "LOGISTICS_AND_SUPPLY_CHAIN" | "LUXURY_GOODS_JEWELRY" | "MACHINERY" | "MANAGEMENT_CONSULTING" | "MARITIME" | "MARKET_RESEARCH" | "MARKETING_AND_ADVERTISING" | "MECHANICAL_OR_INDUSTRIAL_ENGINEERING" | "MEDIA_PRODUCTION" | "MEDICAL_DEVICES" | "MEDICAL_PRACTICE" | "MENTAL_HEALTH_CARE" | "MILITARY" | "MINING_METALS" | "MOTION_PICTURES_AND_FILM" | "MUSEUMS_AND_INSTITUTIONS" | "MUSIC" | "NANOTECHNOLOGY" | "NEWSPAPERS" | "NON_PROFIT_ORGANIZATION_MANAGEMENT" | "OIL_ENERGY" | "ONLINE_MEDIA" | "OUTSOURCING_OFFSHORING" | "PACKAGE_FREIGHT_DELIVERY" | "PACKAGING_AND_CONTAINERS" | "PAPER_FOREST_PRODUCTS" | "PERFORMING_ARTS" | "PHARMACEUTICALS" | "PHILANTHROPY" | "PHOTOGRAPHY" | "PLASTICS" | "POLITICAL_ORGANIZATION" | "PRIMARY_SECONDARY_EDUCATION" | "PRINTING" | "PROFESSIONAL_TRAINING_COACHING" | "PROGRAM_DEVELOPMENT" | "PUBLIC_POLICY" | "PUBLIC_RELATIONS_AND_COMMUNICATIONS" | "PUBLIC_SAFETY" | "PUBLISHING" | "RAILROAD_MANUFACTURE" | "RANCHING" | "REAL_ESTATE" | "RECREATIONAL_FACILITIES_AND_SERVICES" | "RELIGIOUS_INSTITUTIONS" | "RENEWABLES_ENVIRONMENT" | "RESEARCH" | "RESTAURANTS" | "RETAIL" | "SECURITY_AND_INVESTIGATIONS" | "SEMICONDUCTORS" | "SHIPBUILDING" | "SPORTING_GOODS" | "SPORTS" | "STAFFING_AND_RECRUITING" | "SUPERMARKETS" | "TELECOMMUNICATIONS" | "TEXTILES" | "THINK_TANKS" | "TOBACCO" | "TRANSLATION_AND_LOCALIZATION" | "TRANSPORTATION_TRUCKING_RAILROAD" | "UTILITIES" | "VENTURE_CAPITAL_PRIVATE_EQUITY" | "VETERINARY" | "WAREHOUSING" | "WHOLESALE" | "WINE_AND_SPIRITS" | "WIRELESS" | "WRITING_AND_EDITING";
            /**
             * Type
             * @enum {unknown}
             */
            type?: "PROSPECT" | "PARTNER" | "RESELLER" | "VENDOR" | "OTHER";
            /** Description */
            description?: components["schemas"]["HubspotContactString"];
            /** About us */
            about_us?: components["schemas"]["HubspotContactString"];
            /** Annual revenue */
            annualrevenue?: components["schemas"]["HubspotContactNumber"];
            /** Number of employees */
            numberofemployees?: components["schemas"]["HubspotContactNumber"];
            /** Year founded */
            founded_year?: components["schemas"]["HubspotContactString"];
            /**
             * Is public
             * @enum {unknown}
             */
            is_public?: "true" | "false";
            /** Total money raised */
            total_money_raised?: components["schemas"]["HubspotContactString"];
            /** Web technologies */
            web_technologies?: components["schemas"]["HubspotContactString"];
            /** LinkedIn company page */
            linkedin_company_page?: components["schemas"]["HubspotContactString"];
            /** LinkedIn bio */
            linkedinbio?: components["schemas"]["HubspotContactString"];
            /** Facebook company page */
            facebook_company_page?: components["schemas"]["HubspotContactString"];
            /** Google Plus page */
            googleplus_page?: components["schemas"]["HubspotContactString"];
            /** Twitter handle */
            twitterhandle?: components["schemas"]["HubspotContactString"];
            /** Twitter bio */
            twitterbio?: components["schemas"]["HubspotContactString"];
            /**
             * Lead status
             * @enum {unknown}
             */
            hs_lead_status?: "NEW" | "OPEN" | "IN_PROGRESS" | "OPEN_DEAL" | "UNQUALIFIED" | "ATTEMPTED_TO_CONTACT" | "CONNECTED" | "BAD_TIMING";
            /** Owner */
            hubspot_owner_id?: components["schemas"]["HubspotContactOwner"];
            /** Owner assigned date */
            readonly hubspot_owner_assigneddate?: components["schemas"]["DateTimeMs"];
            /** HubSpot team */
            readonly hubspot_team_id?: string;
            /** All owner IDs */
            readonly hs_all_owner_ids?: string;
            /** Close date */
            closedate?: components["schemas"]["DateTimeMs"];
            /** Last contacted */
            readonly notes_last_contacted?: components["schemas"]["DateTimeMs"];
            /** Last activity date */
            readonly notes_last_updated?: components["schemas"]["DateTimeMs"];
            /** Next activity date */
            readonly notes_next_activity_date?: components["schemas"]["DateTimeMs"];
            /** Number of times contacted */
            readonly num_contacted_notes?: string;
            /** Parent company */
            readonly hs_parent_company_id?: string;
            /** Number of child companies */
            readonly hs_num_child_companies?: string;
            /** Number of associated contacts */
            readonly num_associated_contacts?: string;
            /** Number of associated deals */
            readonly num_associated_deals?: string;
            /** Recent deal amount */
            readonly recent_deal_amount?: string;
            /** Recent deal close date */
            readonly recent_deal_close_date?: components["schemas"]["DateTimeMs"];
            /** Total revenue */
            readonly total_revenue?: string;
            /** Days to close */
            readonly days_to_close?: string;
        } & {
            [key: string]: string;
        };
        /**
         * HubSpot contact
         * @description A contact as HubSpot's CRM API v3 shows it (SimplePublicObject).
         */
        HubspotContact: {
            id: components["schemas"]["HubspotContactId"];
            properties: components["schemas"]["HubspotContactProperties"];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            /** @constant */
            archived: false;
        };
        HubspotContactCreateRequest: {
            data: components["schemas"]["FilledObject"];
        };
        HubspotContactCreateResponse: {
            contact: components["schemas"]["HubspotContact"];
        };
        HubspotContactEmail: string;
        HubspotContactGetByEmailRequest: {
            email: components["schemas"]["FilledString"];
        };
        HubspotContactGetByEmailResponse: {
            contact: components["schemas"]["HubspotContact"] | null;
        };
        HubspotContactGetByIdRequest: {
            id: components["schemas"]["FilledString"];
        };
        HubspotContactId: string;
        HubspotContactInteger: string;
        HubspotContactNumber: string;
        /** @description The id of a HubSpot user. */
        HubspotContactOwner: string;
        /** @description The portal's catalogue of properties: default: what a new record has; readOnly: only HubSpot itself sets it; x-from: the fact it is derived from. Every value is a string; a property without a value is absent. A sandbox's setting hubspot_properties adds custom ones. */
        HubspotContactProperties: {
            /** Create date */
            readonly createdate?: components["schemas"]["DateTimeMs"];
            /** Email */
            email?: components["schemas"]["HubspotContactEmail"];
            /** First name */
            firstname?: components["schemas"]["HubspotContactString"];
            /** Last name */
            lastname?: components["schemas"]["HubspotContactString"];
            /** All vids for a contact */
            readonly hs_all_contact_vids?: string;
            /** Email domain */
            readonly hs_email_domain?: string;
            /** Full name or email */
            readonly hs_full_name_or_email?: string;
            /**
             * Is a contact
             * @enum {unknown}
             */
            readonly hs_is_contact?: "true" | "false";
            /** Record ID */
            readonly hs_object_id?: string;
            /** Record source */
            readonly hs_object_source?: string;
            /** Record source ID */
            readonly hs_object_source_id?: string;
            /** Record source */
            readonly hs_object_source_label?: string;
            /**
             * Pipeline
             * @enum {unknown}
             */
            hs_pipeline?: "contacts-lifecycle-pipeline";
            /** Last modified date */
            readonly lastmodifieddate?: components["schemas"]["DateTimeMs"];
            /**
             * Lifecycle stage
             * @enum {unknown}
             */
            lifecyclestage?: "subscriber" | "lead" | "marketingqualifiedlead" | "salesqualifiedlead" | "opportunity" | "customer" | "evangelist" | "other";
            /** Number of sales activities */
            readonly num_notes?: string;
            /** Company name */
            company?: components["schemas"]["HubspotContactString"];
            /** Job title */
            jobtitle?: components["schemas"]["HubspotContactString"];
            /** Phone number */
            phone?: components["schemas"]["HubspotContactString"];
            /** Mobile phone number */
            mobilephone?: components["schemas"]["HubspotContactString"];
            /** Fax number */
            fax?: components["schemas"]["HubspotContactString"];
            /** Website URL */
            website?: components["schemas"]["HubspotContactString"];
            /** Street address */
            address?: components["schemas"]["HubspotContactString"];
            /** City */
            city?: components["schemas"]["HubspotContactString"];
            /** State/Region */
            state?: components["schemas"]["HubspotContactString"];
            /** Postal code */
            zip?: components["schemas"]["HubspotContactString"];
            /** Country/Region */
            country?: components["schemas"]["HubspotContactString"];
            /** Salutation */
            salutation?: components["schemas"]["HubspotContactString"];
            /** Industry */
            industry?: components["schemas"]["HubspotContactString"];
            /** Annual revenue */
            annualrevenue?: components["schemas"]["HubspotContactString"];
            /**
             * Number of employees
             * @enum {unknown}
             */
            numemployees?: "1-5" | "5-25" | "25-50" | "50-100" | "100-500" | "500-1000" | "1000+";
            /** Company size */
            company_size?: components["schemas"]["HubspotContactString"];
            /** Job function */
            job_function?: components["schemas"]["HubspotContactString"];
            /** Seniority */
            seniority?: components["schemas"]["HubspotContactString"];
            /** Date of birth */
            date_of_birth?: components["schemas"]["HubspotContactString"];
            /** Degree */
            degree?: components["schemas"]["HubspotContactString"];
            /** Field of study */
            field_of_study?: components["schemas"]["HubspotContactString"];
            /** Gender */
            gender?: components["schemas"]["HubspotContactString"];
            /** Graduation date */
            graduation_date?: components["schemas"]["HubspotContactString"];
            /** Marital status */
            marital_status?: components["schemas"]["HubspotContactString"];
            /** Military status */
            military_status?: components["schemas"]["HubspotContactString"];
            /** Relationship status */
            relationship_status?: components["schemas"]["HubspotContactString"];
            /** School */
            school?: components["schemas"]["HubspotContactString"];
            /** Start date */
            start_date?: components["schemas"]["HubspotContactString"];
            /** Work email */
            work_email?: components["schemas"]["HubspotContactString"];
            /** Message */
            message?: components["schemas"]["HubspotContactString"];
            /** Twitter username */
            twitterhandle?: components["schemas"]["HubspotContactString"];
            /** LinkedIn URL */
            hs_linkedin_url?: components["schemas"]["HubspotContactString"];
            /** Preferred language */
            hs_language?: components["schemas"]["HubspotContactString"];
            /** Time zone */
            hs_timezone?: components["schemas"]["HubspotContactString"];
            /** Persona */
            hs_persona?: components["schemas"]["HubspotContactString"];
            /** WhatsApp phone number */
            hs_whatsapp_phone_number?: components["schemas"]["HubspotContactString"];
            /**
             * Lead status
             * @enum {unknown}
             */
            hs_lead_status?: "NEW" | "OPEN" | "IN_PROGRESS" | "OPEN_DEAL" | "UNQUALIFIED" | "ATTEMPTED_TO_CONTACT" | "CONNECTED" | "BAD_TIMING";
            /**
             * Buying role
             * @enum {unknown}
             */
            hs_buying_role?: "BLOCKER" | "BUDGET_HOLDER" | "CHAMPION" | "DECISION_MAKER" | "END_USER" | "EXECUTIVE_SPONSOR" | "INFLUENCER" | "LEGAL_AND_COMPLIANCE" | "OTHER";
            /** Owner */
            hubspot_owner_id?: components["schemas"]["HubspotContactOwner"];
            /** Owner assigned date */
            readonly hubspot_owner_assigneddate?: components["schemas"]["DateTimeMs"];
            /** HubSpot team */
            readonly hubspot_team_id?: string;
            /** All owner IDs */
            readonly hs_all_owner_ids?: string;
            /** Close date */
            closedate?: components["schemas"]["DateTimeMs"];
            /** Became a subscriber date */
            readonly hs_lifecyclestage_subscriber_date?: components["schemas"]["DateTimeMs"];
            /** Became a lead date */
            readonly hs_lifecyclestage_lead_date?: components["schemas"]["DateTimeMs"];
            /** Became a marketing qualified lead date */
            readonly hs_lifecyclestage_marketingqualifiedlead_date?: components["schemas"]["DateTimeMs"];
            /** Became a sales qualified lead date */
            readonly hs_lifecyclestage_salesqualifiedlead_date?: components["schemas"]["DateTimeMs"];
            /** Became an opportunity date */
            readonly hs_lifecyclestage_opportunity_date?: components["schemas"]["DateTimeMs"];
            /** Became a customer date */
            readonly hs_lifecyclestage_customer_date?: components["schemas"]["DateTimeMs"];
            /** Became an evangelist date */
            readonly hs_lifecyclestage_evangelist_date?: components["schemas"]["DateTimeMs"];
            /** Became a contact of another stage date */
            readonly hs_lifecyclestage_other_date?: components["schemas"]["DateTimeMs"];
            /** Last contacted */
            readonly notes_last_contacted?: components["schemas"]["DateTimeMs"];
            /** Last activity date */
            readonly notes_last_updated?: components["schemas"]["DateTimeMs"];
            /** Next activity date */
            readonly notes_next_activity_date?: components["schemas"]["DateTimeMs"];
            /** Number of times contacted */
            readonly num_contacted_notes?: string;
            /** Primary associated company ID */
            associatedcompanyid?: components["schemas"]["HubspotContactInteger"];
            /** Number of associated deals */
            readonly num_associated_deals?: string;
            /** First deal created date */
            readonly first_deal_created_date?: components["schemas"]["DateTimeMs"];
            /** Recent deal amount */
            readonly recent_deal_amount?: string;
            /** Recent deal close date */
            readonly recent_deal_close_date?: components["schemas"]["DateTimeMs"];
            /** Total revenue */
            readonly total_revenue?: string;
            /** Days to close */
            readonly days_to_close?: string;
            /** HubSpot score */
            readonly hubspotscore?: string;
            /** Number of form submissions */
            readonly num_conversion_events?: string;
            /** Number of unique forms submitted */
            readonly num_unique_conversion_events?: string;
            /**
             * Original traffic source
             * @enum {unknown}
             */
            hs_analytics_source?: "ORGANIC_SEARCH" | "PAID_SEARCH" | "EMAIL_MARKETING" | "SOCIAL_MEDIA" | "REFERRALS" | "OTHER_CAMPAIGNS" | "DIRECT_TRAFFIC" | "OFFLINE" | "PAID_SOCIAL" | "AI_REFERRALS";
            /** Original traffic source drill-down 1 */
            readonly hs_analytics_source_data_1?: string;
            /** Original traffic source drill-down 2 */
            readonly hs_analytics_source_data_2?: string;
            /**
             * Unsubscribed from all email
             * @enum {unknown}
             */
            readonly hs_email_optout?: "true" | "false";
            /** Marketing emails bounced */
            readonly hs_email_bounce?: string;
            /** Marketing emails delivered */
            readonly hs_email_delivered?: string;
            /** Marketing emails opened */
            readonly hs_email_open?: string;
            /** Marketing emails clicked */
            readonly hs_email_click?: string;
            /**
             * Contact unworked
             * @enum {unknown}
             */
            readonly hs_is_unworked?: "true" | "false";
            /**
             * Marketing contact status
             * @enum {unknown}
             */
            readonly hs_marketable_status?: "true" | "false";
        } & {
            [key: string]: string;
        };
        HubspotContactString: string;
        HubspotCreateCompanyRequest: {
            /** Enter Company Name */
            name?: components["schemas"]["OptionalText"];
            /** Enter Company Domain */
            domain?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            phone?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            website?: components["schemas"]["OptionalText"];
            /** Enter Industry */
            industry?: components["schemas"]["OptionalText"];
            /** Enter City */
            city?: components["schemas"]["OptionalText"];
            /** Enter State */
            state?: components["schemas"]["OptionalText"];
            /** Enter Country */
            country?: components["schemas"]["OptionalText"];
            /** Enter Description */
            description?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            hubspot_owner_id?: components["schemas"]["OptionalText"];
            /** Associations */
            associations?: components["schemas"]["HubspotCreateContactAssociations"];
            /**
             * Additional Fields
             * @description An object of property names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        /** @description Associations as HubSpot's API takes them when a record is created. */
        HubspotCreateContactAssociations: {
            to: {
                id: string | number;
            };
            types: {
                /** @enum {unknown} */
                associationCategory?: "HUBSPOT_DEFINED" | "INTEGRATOR_DEFINED" | "USER_DEFINED";
                associationTypeId: number;
            }[];
        }[] | null;
        HubspotCreateContactRequest: {
            /** Enter First Name */
            firstname?: components["schemas"]["OptionalText"];
            /** Enter Last Name */
            lastname?: components["schemas"]["OptionalText"];
            /** Enter Email */
            email: components["schemas"]["FilledText"];
            /** Enter Phone Number */
            phone?: components["schemas"]["OptionalText"];
            /** Enter Company Name */
            company?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            website?: components["schemas"]["OptionalText"];
            /** Current job title */
            jobtitle?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            hubspot_owner_id?: components["schemas"]["OptionalText"];
            /** Associations */
            associations?: components["schemas"]["HubspotCreateContactAssociations"];
            /**
             * Additional Fields
             * @description An object of property names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        HubspotCreateDealRequest: {
            /** Enter Deal Name */
            dealname: components["schemas"]["FilledText"];
            /** Enter Amount */
            amount?: components["schemas"]["OptionalText"];
            /** Enter Deal Stage */
            dealstage?: components["schemas"]["OptionalText"];
            /** Enter Pipeline */
            pipeline?: components["schemas"]["OptionalText"];
            /** Enter Close Date */
            closedate?: components["schemas"]["OptionalText"];
            /** Enter Deal Type */
            dealtype?: components["schemas"]["OptionalText"];
            /** Enter Priority */
            hs_priority?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            hubspot_owner_id?: components["schemas"]["OptionalText"];
            /** Associations */
            associations?: components["schemas"]["HubspotCreateContactAssociations"];
            /**
             * Additional Fields
             * @description An object of property names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        HubspotCreateTaskRequest: {
            /** Enter Task Subject */
            hs_task_subject: components["schemas"]["FilledText"];
            /** Enter Due Date */
            hs_timestamp: components["schemas"]["FilledText"];
            /** Enter Task Body */
            hs_task_body?: components["schemas"]["OptionalText"];
            /** Enter Task Status */
            hs_task_status?: components["schemas"]["OptionalText"];
            /** Enter Task Priority */
            hs_task_priority?: components["schemas"]["OptionalText"];
            /** Enter Task Type */
            hs_task_type?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            hubspot_owner_id?: components["schemas"]["OptionalText"];
            /** Associations */
            associations?: components["schemas"]["HubspotCreateContactAssociations"];
            /**
             * Additional Fields
             * @description An object of property names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        /**
         * HubSpot deal
         * @description A deal as HubSpot's CRM API v3 shows it (SimplePublicObject).
         */
        HubspotDeal: {
            id: components["schemas"]["HubspotContactId"];
            properties: components["schemas"]["HubspotDealProperties"];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            /** @constant */
            archived: false;
        };
        /** @description The portal's catalogue of properties: default: what a new record has; readOnly: only HubSpot itself sets it; x-from: the fact it is derived from. Every value is a string; a property without a value is absent. A sandbox's setting hubspot_properties adds custom ones. */
        HubspotDealProperties: {
            /** Amount */
            amount?: components["schemas"]["HubspotContactNumber"];
            /** Close date */
            closedate?: components["schemas"]["DateTimeMs"];
            /** Create date */
            createdate?: components["schemas"]["DateTimeMs"];
            /** Deal name */
            dealname?: components["schemas"]["HubspotContactString"];
            /** Deal stage */
            dealstage?: components["schemas"]["HubspotContactString"];
            /** Last modified date */
            readonly hs_lastmodifieddate?: components["schemas"]["DateTimeMs"];
            /** Record ID */
            readonly hs_object_id?: string;
            /** Record source */
            readonly hs_object_source?: string;
            /** Record source ID */
            readonly hs_object_source_id?: string;
            /** Record source */
            readonly hs_object_source_label?: string;
            /** Pipeline */
            pipeline?: components["schemas"]["HubspotContactString"];
            /**
             * Deal type
             * @enum {unknown}
             */
            dealtype?: "newbusiness" | "existingbusiness";
            /** Deal description */
            description?: components["schemas"]["HubspotContactString"];
            /** Currency */
            deal_currency_code?: components["schemas"]["HubspotContactString"];
            /**
             * Priority
             * @enum {unknown}
             */
            hs_priority?: "low" | "medium" | "high";
            /** Next step */
            hs_next_step?: components["schemas"]["HubspotContactString"];
            /** Forecast probability */
            hs_forecast_probability?: components["schemas"]["HubspotContactNumber"];
            /**
             * Forecast category
             * @enum {unknown}
             */
            hs_manual_forecast_category?: "OMIT" | "PIPELINE" | "BEST_CASE" | "MOST_LIKELY" | "COMMIT" | "CLOSED";
            /** Total contract value */
            hs_tcv?: components["schemas"]["HubspotContactNumber"];
            /** Monthly recurring revenue */
            hs_mrr?: components["schemas"]["HubspotContactNumber"];
            /** Annual recurring revenue */
            hs_arr?: components["schemas"]["HubspotContactNumber"];
            /** Annual contract value */
            hs_acv?: components["schemas"]["HubspotContactNumber"];
            /** Closed lost reason */
            closed_lost_reason?: components["schemas"]["HubspotContactString"];
            /** Closed won reason */
            closed_won_reason?: components["schemas"]["HubspotContactString"];
            /** Owner */
            hubspot_owner_id?: components["schemas"]["HubspotContactOwner"];
            /** Owner assigned date */
            readonly hubspot_owner_assigneddate?: components["schemas"]["DateTimeMs"];
            /** HubSpot team */
            readonly hubspot_team_id?: string;
            /** All owner IDs */
            readonly hs_all_owner_ids?: string;
            /** Last contacted */
            readonly notes_last_contacted?: components["schemas"]["DateTimeMs"];
            /** Last activity date */
            readonly notes_last_updated?: components["schemas"]["DateTimeMs"];
            /** Next activity date */
            readonly notes_next_activity_date?: components["schemas"]["DateTimeMs"];
            /** Number of times contacted */
            readonly num_contacted_notes?: string;
            /** Number of sales activities */
            readonly num_notes?: string;
            /** Number of associated contacts */
            readonly num_associated_contacts?: string;
            /** Amount in company currency */
            readonly amount_in_home_currency?: string;
            /** Closed deal amount */
            readonly hs_closed_amount?: string;
            /** Weighted amount */
            readonly hs_projected_amount?: string;
            /** Deal probability */
            readonly hs_deal_stage_probability?: string;
            /**
             * Is deal closed
             * @enum {unknown}
             */
            readonly hs_is_closed?: "true" | "false";
            /**
             * Is closed won
             * @enum {unknown}
             */
            readonly hs_is_closed_won?: "true" | "false";
            /** Days to close */
            readonly days_to_close?: string;
        } & {
            [key: string]: string;
        };
        HubspotDeleteContactRequest: {
            /** Enter Contact Id */
            contactId: components["schemas"]["FilledText"];
        };
        HubspotDeleteContactResponse: {
            [key: string]: unknown;
        };
        /**
         * HubSpot timeline event
         * @description An event on a contact's timeline, as HubSpot's Timeline API shows it (TimelineEventResponse).
         */
        HubspotEvent: {
            id: string;
            eventTemplateId: string;
            /** @constant */
            objectType: "contacts";
            email: components["schemas"]["HubspotContactEmail"];
            objectId: components["schemas"]["HubspotContactId"];
            /** @description Token values, each as its text. */
            tokens: {
                [key: string]: string;
            };
            /** @description Data of the caller's own, kept as given. */
            extraData?: {
                [key: string]: unknown;
            };
            /** @description When it happened: the time of the latest call for this id. */
            timestamp: components["schemas"]["DateTimeMs"];
            createdAt: components["schemas"]["DateTimeMs"];
        };
        /**
         * HubSpot event template
         * @description The definition of a kind of timeline event, as HubSpot's Timeline API shows it (TimelineEventTemplate).
         */
        HubspotEventTemplate: {
            id: string;
            name: string;
            /** @constant */
            objectType: "contacts";
            headerTemplate?: string;
            detailTemplate?: string;
            tokens: components["schemas"]["HubspotEventTemplateToken"][];
            createdAt?: components["schemas"]["DateTimeMs"];
            updatedAt?: components["schemas"]["DateTimeMs"];
        };
        HubspotEventTemplateToken: {
            name: string;
            label: string;
            /** @enum {unknown} */
            type: "date" | "enumeration" | "number" | "string";
            options?: {
                label: string;
                value: string;
            }[];
            /** @description The contact's property that takes the value; not acted upon. */
            objectPropertyName?: string;
            createdAt?: components["schemas"]["DateTimeMs"];
            updatedAt?: components["schemas"]["DateTimeMs"];
        };
        HubspotEventUpsertRequest: {
            id: components["schemas"]["FilledString"];
            eventTypeId: components["schemas"]["FilledString"];
            email: components["schemas"]["FilledString"];
            extraData?: components["schemas"]["OptionalObject"];
            properties?: components["schemas"]["OptionalObject"];
        };
        HubspotEventUpsertResponse: {
            event: components["schemas"]["HubspotEvent"];
        };
        HubspotGetContactByIdRequest: {
            /** Enter Contact Id */
            contact_id: components["schemas"]["FilledText"];
        };
        HubspotGetContactPaging: {
            next?: {
                after: components["schemas"]["Digits"];
                link: string;
            };
        };
        HubspotGetContactRequest: {
            /** Enter Limit */
            limit?: components["schemas"]["OptionalText"];
            /** Enter After */
            after?: components["schemas"]["OptionalText"];
            /** Enter Contact Id */
            contact_id?: components["schemas"]["OptionalText"];
        };
        HubspotGetContactResponse: {
            results: components["schemas"]["HubspotContact"][];
            paging: components["schemas"]["HubspotGetContactPaging"];
        };
        HubspotGetPipelineResponse: {
            id: string;
            label: string;
            displayOrder: number;
            stages: {
                id: string;
                label: string;
                displayOrder: number;
                metadata: {
                    [key: string]: string;
                };
                writePermissions?: string;
                createdAt: components["schemas"]["HubspotMoment"];
                updatedAt: components["schemas"]["HubspotMoment"];
                archived: boolean;
            }[];
            createdAt: components["schemas"]["HubspotMoment"];
            updatedAt: components["schemas"]["HubspotMoment"];
            archived: boolean;
        };
        /**
         * HubSpot history of properties
         * @description What the changed properties of a record held, the newest value first; the id is <type of object>/<id>.
         */
        HubspotHistory: {
            id: string;
            versions: {
                [key: string]: {
                    value: string;
                    timestamp: components["schemas"]["DateTimeMs"];
                }[];
            };
        };
        HubspotHttprequestRequest: {
            /** Enter Method */
            method: string;
            /** Enter URL Path */
            url_path: string;
            /** Enter Base URL */
            base_url?: components["schemas"]["OptionalString"];
            /** Enter Headers */
            headers?: {
                [key: string]: unknown;
            } | string | null;
            /** Enter Body */
            body?: unknown;
        };
        /** @description Whatever the application answered. */
        HubspotHttprequestResponse: unknown;
        /** @description A time in UTC, with a fraction unless it is zero. */
        HubspotMoment: string;
        /**
         * HubSpot owner
         * @description A user who can own records, as HubSpot's owners API shows them.
         */
        HubspotOwner: {
            id: string;
            /** @enum {unknown} */
            type: "PERSON" | "QUEUE";
            email: components["schemas"]["HubspotContactEmail"];
            firstName?: string;
            lastName?: string;
            userId: number;
            userIdIncludingInactive?: number;
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            archived: boolean;
            teams?: {
                id: string;
                name: string;
                primary: boolean;
            }[];
        };
        /**
         * HubSpot pipeline
         * @description A pipeline of the portal's own, in place of the standard ones of its type; the id is <type of object>/<id>.
         */
        HubspotPipeline: {
            id: string;
            /** @enum {unknown} */
            objectType: "contact" | "company" | "deal" | "task";
            pipeline: components["schemas"]["HubspotGetPipelineResponse"];
        };
        /**
         * HubSpot custom property
         * @description A property that a call has made; the id is <type of object>/<name>.
         */
        HubspotProperty: {
            id: string;
            /** @enum {unknown} */
            objectType: "contact" | "company" | "deal" | "task";
            definition: components["schemas"]["HubspotPropertyDefinition"];
        };
        /** @description A property as HubSpot's properties API shows it. */
        HubspotPropertyDefinition: {
            name: string;
            label: string;
            /** @enum {unknown} */
            type: "string" | "number" | "bool" | "date" | "datetime" | "enumeration" | "phone_number";
            fieldType: string;
            description: string;
            groupName: string;
            options: {
                label: string;
                value: string;
                displayOrder?: number;
                hidden?: boolean;
                description?: string | null;
            }[];
            displayOrder?: number;
            calculated?: boolean;
            externalOptions?: boolean;
            hasUniqueValue: boolean;
            hidden?: boolean;
            hubspotDefined?: boolean;
            formField?: boolean;
            archived: boolean;
            dataSensitivity?: string;
            referencedObjectType?: string;
            modificationMetadata: {
                archivable: boolean;
                readOnlyDefinition: boolean;
                readOnlyValue: boolean;
            };
            createdAt?: components["schemas"]["DateTimeMs"];
            updatedAt?: components["schemas"]["DateTimeMs"];
            archivedAt?: components["schemas"]["DateTimeMs"];
        };
        /**
         * HubSpot group of properties
         * @description A group that a call has made; the id is <type of object>/<name>.
         */
        HubspotPropertyGroup: {
            id: string;
            /** @enum {unknown} */
            objectType: "contact" | "company" | "deal" | "task";
            group: components["schemas"]["HubspotPropertyGroupGroup"];
        };
        HubspotPropertyGroupGroup: {
            name: string;
            label: string;
            displayOrder: number;
            archived: boolean;
        };
        /**
         * revoked
         * @description A refresh token of OAuth that was deleted.
         */
        HubspotRevoked: {
            token: string;
        };
        HubspotSearchContactsRequest: {
            /** Enter property name */
            propertyName: components["schemas"]["FilledText"];
            /** Enter operator */
            operator: components["schemas"]["FilledText"];
            /** Enter value */
            value: components["schemas"]["FilledText"];
            /** Enter Query */
            query?: components["schemas"]["OptionalText"];
            /** Enter Limit */
            limit?: components["schemas"]["OptionalText"];
        };
        HubspotSearchContactsResponse: {
            total: number;
            results: components["schemas"]["HubspotContact"][];
            paging?: {
                next: {
                    after: components["schemas"]["Digits"];
                };
            };
        };
        /**
         * HubSpot custom event
         * @description A custom event as it was sent.
         */
        HubspotSentEvent: {
            id: string;
            eventName: string;
            email?: string;
            objectId?: string | number;
            utk?: string;
            properties?: {
                [key: string]: unknown;
            };
            occurredAt: string;
        };
        /**
         * HubSpot task
         * @description A task as HubSpot's CRM API v3 shows it (SimplePublicObject).
         */
        HubspotTask: {
            id: components["schemas"]["HubspotContactId"];
            properties: components["schemas"]["HubspotTaskProperties"];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            /** @constant */
            archived: false;
        };
        /** @description The portal's catalogue of properties: default: what a new record has; readOnly: only HubSpot itself sets it; x-from: the fact it is derived from. Every value is a string; a property without a value is absent. A sandbox's setting hubspot_properties adds custom ones. */
        HubspotTaskProperties: {
            /** Create date */
            readonly hs_createdate?: components["schemas"]["DateTimeMs"];
            /** Last modified date */
            readonly hs_lastmodifieddate?: components["schemas"]["DateTimeMs"];
            /** Record ID */
            readonly hs_object_id?: string;
            /** Record source */
            readonly hs_object_source?: string;
            /** Record source ID */
            readonly hs_object_source_id?: string;
            /** Record source */
            readonly hs_object_source_label?: string;
            /** Task notes */
            hs_task_body?: components["schemas"]["HubspotContactString"];
            /**
             * Priority
             * @enum {unknown}
             */
            hs_task_priority?: "NONE" | "LOW" | "MEDIUM" | "HIGH";
            /**
             * Task status
             * @enum {unknown}
             */
            hs_task_status?: "NOT_STARTED" | "IN_PROGRESS" | "WAITING" | "DEFERRED" | "COMPLETED";
            /** Task title */
            hs_task_subject?: components["schemas"]["HubspotContactString"];
            /**
             * Task type
             * @enum {unknown}
             */
            hs_task_type?: "TODO" | "CALL" | "EMAIL" | "LINKED_IN" | "LINKED_IN_CONNECT" | "LINKED_IN_MESSAGE" | "MEETING";
            /** Due date */
            hs_timestamp?: components["schemas"]["DateTimeMs"];
            /** Reminders */
            hs_task_reminders?: components["schemas"]["HubspotContactString"];
            /** Queues */
            hs_queue_membership_ids?: components["schemas"]["HubspotContactString"];
            /** Completed at */
            readonly hs_task_completion_date?: components["schemas"]["DateTimeMs"];
            /** Is completed */
            readonly hs_task_is_completed?: string;
            /** Activity type */
            hs_activity_type?: components["schemas"]["HubspotContactString"];
            /** Unique creation key */
            readonly hs_unique_creation_key?: string;
            /** Owner */
            hubspot_owner_id?: components["schemas"]["HubspotContactOwner"];
            /** Owner assigned date */
            readonly hubspot_owner_assigneddate?: components["schemas"]["DateTimeMs"];
            /** HubSpot team */
            readonly hubspot_team_id?: string;
            /** All owner IDs */
            readonly hs_all_owner_ids?: string;
        } & {
            [key: string]: string;
        };
        HubspotUpdateContactRequest: {
            /** Enter Contact Id */
            contactId: components["schemas"]["FilledText"];
            /** Enter First Name */
            firstname?: components["schemas"]["OptionalText"];
            /** Enter Last Name */
            lastname?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            phone?: components["schemas"]["OptionalText"];
            /** Enter Email */
            email?: components["schemas"]["OptionalText"];
            /** Enter Lifecycle Stage */
            lifecyclestage?: components["schemas"]["OptionalText"];
            /** Enter Lead Status */
            hs_lead_status?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of property names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
            /** Associations */
            associations?: components["schemas"]["HubspotCreateContactAssociations"];
        };
        /** @description The id of an Oktopost integration: 15 letters and digits. */
        IntegrationId: string;
        /**
         * activity
         * @description An activity in a person's log: a custom one, or one that Marketo itself noted.
         */
        MarketoActivity: {
            id: number;
            /** @description The id as text. */
            marketoGUID: string;
            leadId: number;
            activityDate: components["schemas"]["DateTime"];
            activityTypeId: number;
            primaryAttributeValue?: string;
            attributes: {
                name: string;
                value: string | number | boolean | null;
            }[];
        };
        MarketoActivityAddCustomRequest: {
            leadId: number;
            activityTypeId: number;
            primaryAttributeValue: components["schemas"]["FilledString"];
            /** @description An object; null counts as absent, and so does the empty array that PHP makes of an empty object. */
            attributes?: {
                [key: string]: components["schemas"]["MarketoLeadCreateValue"];
            };
            activityDate?: components["schemas"]["OptionalString"];
        };
        MarketoActivityAddCustomResponse: {
            requestId: components["schemas"]["MarketoLeadRequestId"];
            /** @constant */
            success: true;
            result: components["schemas"]["MarketoActivityAdded"][];
        };
        /** @description What became of one activity that was to be added. */
        MarketoActivityAdded: {
            id: number;
            /** @description The id as text. */
            marketoGUID: string;
            /** @constant */
            status: "added";
        } | {
            /** @constant */
            status: "skipped";
            errors: components["schemas"]["MarketoLeadReasons"];
        };
        /**
         * activityType
         * @description A custom activity type of the instance: its primary attribute and the other attributes it may carry.
         */
        MarketoActivityType: {
            id: number;
            apiName: string;
            name: string;
            description?: string;
            triggerName?: string;
            filterName?: string;
            /** @enum {unknown} */
            status?: "draft" | "approved" | "approved with draft";
            createdAt?: components["schemas"]["DateTime"];
            updatedAt?: components["schemas"]["DateTime"];
            primaryAttribute: components["schemas"]["MarketoActivityTypeAttribute"];
            attributes: components["schemas"]["MarketoActivityTypeAttribute"][];
        };
        MarketoActivityTypeAttribute: {
            apiName: string;
            name: string;
            description?: string;
            dataType: components["schemas"]["MarketoFieldDataType"];
        };
        MarketoAddCustomActivityRequest: {
            /** Enter Lead ID */
            lead_id: number;
            /** Enter Activity Type ID */
            activity_type_id: number;
            /** Enter Primary Attribute Value */
            primary_attribute_value: components["schemas"]["FilledText"];
            /**
             * Attributes
             * @description An object of attribute names and values, or its JSON text.
             */
            attributes?: {
                [key: string]: unknown;
            } | string | null;
            /**
             * Enter Activity Date
             * @description ISO 8601; now by default.
             */
            activity_date?: components["schemas"]["OptionalText"];
        };
        MarketoAddLeadsToListRequest: {
            /** Enter List ID */
            list_id: components["schemas"]["FilledText"];
            /**
             * Lead IDs
             * @description Integers.
             */
            lead_ids: number[] | string;
        };
        /**
         * campaign
         * @description A smart campaign; the stored record is the answered one.
         */
        MarketoCampaign: {
            id: number;
            name: string;
            description?: string;
            /** @enum {unknown} */
            type: "batch" | "trigger";
            programName?: string;
            workspaceName: string;
            active: boolean;
            createdAt: components["schemas"]["DateTime"];
            updatedAt: components["schemas"]["DateTime"];
        };
        MarketoCreateOrUpdateLeadRequest: {
            /** Enter Email */
            email: components["schemas"]["FilledText"];
            /** Enter First Name */
            firstName?: components["schemas"]["OptionalText"];
            /** Enter Last Name */
            lastName?: components["schemas"]["OptionalText"];
            /** Enter Company Name */
            company?: components["schemas"]["OptionalText"];
            /** Enter Job Title */
            title?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            phone?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            website?: components["schemas"]["OptionalText"];
            /** Enter Address */
            address?: components["schemas"]["OptionalText"];
            /** Enter City */
            city?: components["schemas"]["OptionalText"];
            /** Enter State */
            state?: components["schemas"]["OptionalText"];
            /** Enter Country */
            country?: components["schemas"]["OptionalText"];
            /** Enter Postal Code */
            postalCode?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        /**
         * exportJob
         * @description A job of bulk extract with the file that it has written. Never answered itself.
         */
        MarketoExportJob: {
            id: string;
            /** @enum {unknown} */
            object: "leads" | "activities";
            /** @enum {unknown} */
            format: "CSV" | "TSV" | "SSV";
            /** @enum {unknown} */
            status: "Created" | "Completed" | "Cancelled";
            createdAt: components["schemas"]["DateTime"];
            queuedAt?: components["schemas"]["DateTime"];
            startedAt?: components["schemas"]["DateTime"];
            finishedAt?: components["schemas"]["DateTime"];
            numberOfRecords?: number;
            file?: string;
            fields: string[];
            filter: {
                [key: string]: unknown;
            };
            columnHeaderNames: {
                [key: string]: unknown;
            };
        };
        /**
         * field
         * @description A custom field of a person that this instance knows, as Describe shows it. Standard fields are known without one.
         */
        MarketoField: {
            id: number;
            displayName: string;
            dataType: components["schemas"]["MarketoFieldDataType"];
            length?: number;
            rest: {
                name: string;
                readOnly: boolean;
            };
        };
        /** @enum {unknown} */
        MarketoFieldDataType: "string" | "text" | "email" | "phone" | "url" | "integer" | "score" | "float" | "currency" | "percent" | "boolean" | "date" | "datetime" | "link";
        MarketoGetLeadByEmailRequest: {
            /** Enter Email */
            email: components["schemas"]["FilledText"];
            /**
             * Enter Fields
             * @description Comma-separated.
             */
            fields?: components["schemas"]["OptionalText"];
        };
        MarketoGetLeadByEmailResponse: {
            requestId: components["schemas"]["MarketoLeadRequestId"];
            /** @constant */
            success: true;
            result: components["schemas"]["MarketoLeadAnswer"][];
        };
        MarketoGetListsRequest: {
            [key: string]: unknown;
        };
        MarketoHttprequestRequest: {
            /** Enter Method */
            method: string;
            /** Enter URL Path */
            url_path: string;
            /** Enter Base URL */
            base_url?: components["schemas"]["OptionalString"];
            /** Enter Headers */
            headers?: {
                [key: string]: unknown;
            } | string | null;
            /** Enter Body */
            body?: unknown;
        };
        /** @description Whatever the application answered. */
        MarketoHttprequestResponse: unknown;
        /**
         * importJob
         * @description A bulk import of people and the rows that it did not take. Never answered itself.
         */
        MarketoImportJob: {
            id: number;
            /** @enum {unknown} */
            format: "csv" | "tsv" | "ssv";
            createdAt: components["schemas"]["DateTime"];
            processed: number;
            failed: number;
            failures: string;
        };
        /**
         * lead
         * @description A Marketo person under the names of its REST API; only fields that hold a value are stored.
         */
        MarketoLead: {
            id: number;
            email?: components["schemas"]["MarketoLeadEmail"];
            firstName?: components["schemas"]["MarketoLeadString"];
            lastName?: components["schemas"]["MarketoLeadString"];
            middleName?: components["schemas"]["MarketoLeadString"];
            salutation?: components["schemas"]["MarketoLeadString"];
            title?: components["schemas"]["MarketoLeadString"];
            company?: components["schemas"]["MarketoLeadString"];
            department?: components["schemas"]["MarketoLeadString"];
            industry?: components["schemas"]["MarketoLeadString"];
            sicCode?: components["schemas"]["MarketoLeadString"];
            site?: components["schemas"]["MarketoLeadString"];
            website?: components["schemas"]["MarketoLeadString"];
            phone?: components["schemas"]["MarketoLeadString"];
            mobilePhone?: components["schemas"]["MarketoLeadString"];
            mainPhone?: components["schemas"]["MarketoLeadString"];
            fax?: components["schemas"]["MarketoLeadString"];
            address?: components["schemas"]["MarketoLeadText"];
            city?: components["schemas"]["MarketoLeadString"];
            state?: components["schemas"]["MarketoLeadString"];
            country?: components["schemas"]["MarketoLeadString"];
            postalCode?: components["schemas"]["MarketoLeadString"];
            billingStreet?: components["schemas"]["MarketoLeadText"];
            billingCity?: components["schemas"]["MarketoLeadString"];
            billingState?: components["schemas"]["MarketoLeadString"];
            billingCountry?: components["schemas"]["MarketoLeadString"];
            billingPostalCode?: components["schemas"]["MarketoLeadString"];
            annualRevenue?: number;
            numberOfEmployees?: number;
            dateOfBirth?: components["schemas"]["Date"];
            leadSource?: components["schemas"]["MarketoLeadString"];
            leadStatus?: components["schemas"]["MarketoLeadString"];
            leadRole?: components["schemas"]["MarketoLeadString"];
            leadScore?: number;
            rating?: components["schemas"]["MarketoLeadString"];
            doNotCall?: boolean;
            doNotCallReason?: components["schemas"]["MarketoLeadText"];
            unsubscribed?: boolean;
            unsubscribedReason?: components["schemas"]["MarketoLeadText"];
            emailInvalid?: boolean;
            mktoCompanyNotes?: components["schemas"]["MarketoLeadText"];
            externalCompanyId?: components["schemas"]["MarketoLeadString"];
            personType?: components["schemas"]["MarketoLeadString"];
            mktoIsPartner?: boolean;
            isLead?: boolean;
            mktoIsCustomer?: boolean;
            isAnonymous?: boolean;
            registrationSourceType?: components["schemas"]["MarketoLeadString"];
            registrationSourceInfo?: components["schemas"]["MarketoLeadText"];
            emailInvalidCause?: components["schemas"]["MarketoLeadString"];
            mktoDoNotCallCause?: components["schemas"]["MarketoLeadString"];
            marketingSuspended?: boolean;
            marketingSuspendedCause?: components["schemas"]["MarketoLeadString"];
            blackListed?: boolean;
            blackListedCause?: components["schemas"]["MarketoLeadString"];
            mktoPersonNotes?: components["schemas"]["MarketoLeadText"];
            anonymousIP?: components["schemas"]["MarketoLeadString"];
            emailSuspended?: boolean;
            emailSuspendedCause?: components["schemas"]["MarketoLeadString"];
            emailSuspendedAt?: components["schemas"]["DateTime"];
            cookies?: components["schemas"]["MarketoLeadString"];
            externalSalesPersonId?: components["schemas"]["MarketoLeadString"];
            urgency?: number;
            priority?: number;
            relativeScore?: number;
            relativeUrgency?: number;
            mktoAcquisitionDate?: components["schemas"]["DateTime"];
            /** @description Custom to this instance: no standard field holds it. */
            workEmail?: components["schemas"]["MarketoLeadEmail"];
            /** @description Custom to this instance: no standard field holds it. */
            workPhone?: components["schemas"]["MarketoLeadString"];
            createdAt: components["schemas"]["DateTime"];
            updatedAt: components["schemas"]["DateTime"];
        } & {
            [key: string]: string | number | boolean;
        };
        /** @description The fields asked for, by default these six; null when the person has no value. */
        MarketoLeadAnswer: {
            id: number;
            email?: string | null;
            updatedAt?: components["schemas"]["DateTime"];
            createdAt?: components["schemas"]["DateTime"];
            firstName?: string | null;
            lastName?: string | null;
        } & {
            [key: string]: (string | number | boolean | null) | number;
        };
        MarketoLeadCreateRequest: {
            /** @description An object with at least one member. */
            data: {
                Email?: components["schemas"]["MarketoLeadCreateValue"];
                Company?: components["schemas"]["MarketoLeadCreateValue"];
                FirstName?: components["schemas"]["MarketoLeadCreateValue"];
                LastName?: components["schemas"]["MarketoLeadCreateValue"];
                Phone?: components["schemas"]["MarketoLeadCreateValue"];
                StreetAddress?: components["schemas"]["MarketoLeadCreateValue"];
                City?: components["schemas"]["MarketoLeadCreateValue"];
                State?: components["schemas"]["MarketoLeadCreateValue"];
                Country?: components["schemas"]["MarketoLeadCreateValue"];
                ZipCode?: components["schemas"]["MarketoLeadCreateValue"];
                JobTitle?: components["schemas"]["MarketoLeadCreateValue"];
                WorkPhone?: components["schemas"]["MarketoLeadCreateValue"];
                WorkEmail?: components["schemas"]["MarketoLeadCreateValue"];
            } & {
                [key: string]: components["schemas"]["MarketoLeadCreateValue"];
            };
        };
        MarketoLeadCreateUpdateRequest: {
            email: components["schemas"]["FilledString"];
            /** @description Field names of Marketo's API or of lead.create, and custom fields. */
            data: {
                [key: string]: components["schemas"]["MarketoLeadCreateValue"];
            };
        };
        MarketoLeadCreateUpdateResponse: {
            requestId: components["schemas"]["MarketoLeadRequestId"];
            /** @constant */
            success: true;
            result: components["schemas"]["MarketoLeadSaved"][];
        };
        /** @description A field's value; whether it fits the field is for Marketo to say. */
        MarketoLeadCreateValue: string | number | boolean | null;
        MarketoLeadEmail: string;
        /** @description Why Marketo skipped one entry of a call that went well as a whole. */
        MarketoLeadReasons: {
            code: string;
            message: string;
        }[];
        /** @description Two hexadecimal numbers, such as e42b#14272d07d78. */
        MarketoLeadRequestId: string;
        /** @description What became of one person who was to be saved. */
        MarketoLeadSaved: {
            id: number;
            /** @enum {unknown} */
            status: "created" | "updated";
        } | {
            /** @constant */
            status: "skipped";
            reasons: components["schemas"]["MarketoLeadReasons"];
        };
        MarketoLeadString: string;
        MarketoLeadText: string;
        /**
         * list
         * @description A Marketo static list; the stored record is the answered one.
         */
        MarketoList: {
            id: number;
            name: string;
            description?: string;
            programName?: string;
            workspaceName?: string;
            createdAt: components["schemas"]["DateTime"];
            updatedAt: components["schemas"]["DateTime"];
        };
        MarketoListAddLeadsRequest: {
            listId: components["schemas"]["FilledString"];
            /** @description An array with at least one item. */
            leadIds: number[];
        };
        MarketoListAddLeadsResponse: {
            requestId: components["schemas"]["MarketoLeadRequestId"];
            /** @constant */
            success: true;
            result: components["schemas"]["MarketoMembershipAdded"][];
        };
        MarketoListGetAllRequest: {
            [key: string]: unknown;
        };
        MarketoListGetAllResponse: {
            requestId: components["schemas"]["MarketoLeadRequestId"];
            /** @constant */
            success: true;
            result: components["schemas"]["MarketoList"][];
        };
        /**
         * membership
         * @description One person's place in one static list; the id is <listId>:<leadId>. Never answered itself.
         */
        MarketoMembership: {
            id: string;
            listId: number;
            leadId: number;
            createdAt: components["schemas"]["DateTime"];
        };
        /** @description What became of one person who was to be added to a list. */
        MarketoMembershipAdded: {
            id: number;
            /** @constant */
            status: "added";
        } | {
            /** @description As it was sent. */
            id: number;
            /** @constant */
            status: "skipped";
            reasons: components["schemas"]["MarketoLeadReasons"];
        };
        /**
         * session
         * @description The access token that a client of the REST API was given last.
         */
        MarketoSession: {
            client: string;
            token: string;
        };
        /** @description An id of Refold's own records: 24 hexadecimal digits. */
        ObjectId: string;
        /**
         * account
         * @description An Oktopost account with the API keys that may speak for it. Never answered itself.
         */
        OktopostAccount: {
            id: string;
            name: string;
            keys: {
                key: string;
                name: string;
                /** @description Whose key it is. */
                user?: string;
                /** @description What the key may do; "Integration Add" opens the actions and the management of integrations. */
                permissions: "Integration Add"[];
            }[];
        };
        /**
         * board
         * @description A page of posts for an account's advocates to share.
         */
        OktopostBoard: {
            Id: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Name: string;
            Status: string;
            UsersCount: number;
            Config: {
                Color: string;
                DefaultExpiration: string;
                IconId: string;
                IsAllowSuggestionsEnabled: boolean;
                IsLeaderboardEnabled: boolean;
                LogoId: string;
                LogoPosition: string;
                NotificationsDay: string | null;
                NotificationsEnabled: boolean;
                NotificationsTimeUTC: string;
                PostAddress: string;
                SignUpDomains: boolean;
                SignUpEnabled: boolean;
                Slug: string;
                Terms: string;
            };
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
        };
        /**
         * cname
         * @description A custom domain of an account, which its integrations may name.
         */
        OktopostCname: {
            Id: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Modified: components["schemas"]["OktopostIntegrationDateTime"];
            AccountId: string;
            Name: string;
        };
        /**
         * credential
         * @description A social profile that an account has connected.
         */
        OktopostCredential: {
            Id: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Name: string;
            DisplayName: string;
            /** @enum {unknown} */
            Status: "valid" | "invalid";
            /** @enum {unknown} */
            Network: "LinkedIn" | "Twitter" | "Youtube" | "Instagram" | "Facebook";
            ImageLink: string;
            NetworkUsername: string;
            /** @enum {unknown} */
            NativePostsEnabled: 0 | 1;
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
        };
        /**
         * integration
         * @description An account's connection to another platform, as stored; its answers are under $defs.
         */
        OktopostIntegration: {
            Id: components["schemas"]["IntegrationId"];
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Modified: components["schemas"]["OktopostIntegrationDateTime"];
            Status: components["schemas"]["OktopostIntegrationStatus"];
            State: components["schemas"]["OktopostIntegrationState"];
            AccountId: string;
            Type: components["schemas"]["OktopostIntegrationType"];
            Version: number;
            CnameId: components["schemas"]["OktopostIntegrationCnameId"];
            SettingsData: {
                [key: string]: unknown;
            };
            Assets: components["schemas"]["OktopostIntegrationAssets"];
            /** @description Ours, never answered: whether the token that this connection holds for the platform has run out. */
            TokenExpired: boolean;
        };
        OktopostIntegrationAssets: {
            Credentials: {
                Id: string;
                Name: string;
                DisplayName: string;
                Status: components["schemas"]["OktopostIntegrationStatus"];
                Network: string;
            }[];
            /** @description The documentation shows that boards are there, not what they hold. */
            Boards: {
                [key: string]: unknown;
            }[];
        };
        OktopostIntegrationCnameId: string | null;
        /** @description UTC, without a zone, as Oktopost writes times. */
        OktopostIntegrationDateTime: string;
        /** @enum {unknown} */
        OktopostIntegrationState: "active" | "disabled";
        /** @enum {unknown} */
        OktopostIntegrationStatus: "valid" | "invalid";
        /** @enum {unknown} */
        OktopostIntegrationType: "cd" | "ga" | "pardot" | "netresults" | "mautic" | "facebook" | "salesforce" | "marketo" | "hubspot";
        /**
         * lead
         * @description Somebody whom the account's posts have brought.
         */
        OktopostLead: {
            Id: string;
            ParentId: string | null;
            AccountId: string;
            Type: string;
            /** @description Empty for somebody whose address nobody knows. */
            Email: string;
            Name: string;
            FirstName: string;
            LastName: string;
            Photo: string | null;
            Phone: string | null;
            IsTracked: boolean;
            Profiles: {
                Network: string;
                Url: string;
            }[];
            /** @description Ours, never answered: integration to the record of its application that the lead was linked to by hand. */
            Links: {
                [key: string]: string;
            };
        };
        /**
         * leadActivity
         * @description Something that a lead has done.
         */
        OktopostLeadActivity: {
            Id: string;
            ActivityDate: components["schemas"]["OktopostIntegrationDateTime"];
            AccountId: string;
            LeadId: string;
            Type: string;
            Network: string;
            ProfileId: string;
            Data: {
                [key: string]: unknown;
            };
        };
        /**
         * team
         * @description A group of an account's users, profiles and boards.
         */
        OktopostTeam: {
            Id: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Modified: components["schemas"]["OktopostIntegrationDateTime"];
            Name: string;
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
        };
        /**
         * teamEntity
         * @description The teams that one user, profile or board belongs to; it has the id of that one.
         */
        OktopostTeamEntity: {
            Id: string;
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
            TeamIds: string[];
        };
        /**
         * user
         * @description Somebody who may log in to an account.
         */
        OktopostUser: {
            Id: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Modified: components["schemas"]["OktopostIntegrationDateTime"];
            Status: string;
            Name: string;
            FirstName: string;
            LastName: string;
            Email: string;
            /** @description As other times; all zeros for never. */
            LastLogin: string;
            /** @description As other times; all zeros for never. */
            LastBoardLogin: string;
            /** @enum {unknown} */
            HasBrowserExtension: 0 | 1;
            LinkedInId: string;
            LinkedInName: string;
            LinkedInImageUrl: string;
            TwitterId: string;
            TwitterName: string;
            TwitterImageUrl: string;
            FacebookId: string;
            FacebookName: string;
            FacebookImageUrl: string;
            Timezone: string;
            /** @enum {unknown} */
            Role: "admin" | "publisher" | "contributor" | "read";
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
        };
        /**
         * webhook
         * @description Where an account wants one kind of event sent.
         */
        OktopostWebhook: {
            Id: string;
            Name: string;
            Description: string;
            /** @enum {unknown} */
            Event: "newAdvocacyMessage" | "newAdvocacyStory" | "newAdvocacyTopic" | "postCreated" | "postModified" | "postDeleted" | "postSent" | "newConversation" | "conversationUpdated" | "conversationStatusUpdated" | "newNoteOnConversation" | "newAssignment" | "newLead" | "newLeadActivity" | "newConversion" | "newApprovalItem" | "approvalItemApproved" | "approvalItemRejected" | "newCampaign";
            Url: string;
            /** @description As other times; all zeros for never. */
            LastExecutionDate: string;
            /** @enum {unknown} */
            IsEnabled: 0 | 1;
            /** @enum {unknown} */
            IsHidden: 0 | 1;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            Modified: components["schemas"]["OktopostIntegrationDateTime"];
            /** @description Signs what is sent. */
            Secret: string;
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
        };
        /**
         * webhookLog
         * @description An event that was sent to a webhook, and what came of it.
         */
        OktopostWebhookLog: {
            Id: string;
            WebhookId: string;
            /** @description Ours, never answered: the account that it belongs to. */
            AccountId: string;
            WebhookPayloadId: string;
            Created: components["schemas"]["OktopostIntegrationDateTime"];
            /** @description 0 until an answer came. */
            ResponseCode: number;
            /** @description Seconds. */
            ExecutionTime: number;
            Payload: {
                /** @enum {unknown} */
                event: "newAdvocacyMessage" | "newAdvocacyStory" | "newAdvocacyTopic" | "postCreated" | "postModified" | "postDeleted" | "postSent" | "newConversation" | "conversationUpdated" | "conversationStatusUpdated" | "newNoteOnConversation" | "newAssignment" | "newLead" | "newLeadActivity" | "newConversion" | "newApprovalItem" | "approvalItemApproved" | "approvalItemRejected" | "newCampaign";
                data: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description An object; null counts as absent, and so does the empty array that PHP makes of an empty object. */
        OptionalObject: unknown;
        /** @description A string; null counts as absent. */
        OptionalString: string | null;
        /** @description A string, or a number that is taken as its text; null counts as absent. */
        OptionalText: string | number | null;
        /**
         * application
         * @description An application that an organisation offers its linked accounts, as stored: what is the same for all of them.
         */
        RefoldApplication: {
            name: string;
            icon: string;
            description: string;
            auth_type: components["schemas"]["RefoldApplicationAuthType"];
            type: string;
            app_id: components["schemas"]["ObjectId"];
            tags: string[];
            ecosystem: boolean;
            slug: string;
            /** @description The way to connect to the fields that it asks for. */
            auth_type_options: {
                [key: string]: components["schemas"]["RefoldApplicationInputField"][];
            };
            /** @description The fields that a linked account fills in to connect with its own keys. */
            auth_input_map: components["schemas"]["RefoldApplicationInputField"][];
        };
        /** @enum {unknown} */
        RefoldApplicationAuthType: "oauth2" | "keybased";
        RefoldApplicationInputField: {
            name: string;
            label: string;
            placeholder?: string;
            required: boolean;
            /** @enum {unknown} */
            type: "text" | "password" | "number" | "boolean" | "select";
            options?: string[];
        };
        /**
         * config
         * @description What a linked account has chosen for an application.
         */
        RefoldConfig: {
            _id: components["schemas"]["ObjectId"];
            account_id: string;
            slug: string;
            config_id: string;
            /** @description What the client gave, of any form. */
            labels: {
                [key: string]: unknown;
            };
            /** @description Field id to value. */
            values: {
                [key: string]: unknown;
            };
            /** @description Workflow id to what was chosen for it. */
            workflows: {
                [key: string]: {
                    enabled: boolean;
                    values: {
                        [key: string]: unknown;
                    };
                };
            };
            field_errors: components["schemas"]["RefoldConfigFieldError"][];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
        };
        /**
         * configDefinition
         * @description What an application lets its linked accounts configure.
         */
        RefoldConfigDefinition: {
            slug: string;
            fields: components["schemas"]["RefoldConfigDefinitionField"][];
            workflows: components["schemas"]["RefoldConfigDefinitionWorkflow"][];
        };
        /** @description What stands to the right of a left side in a rule. */
        RefoldConfigDefinitionColumn: {
            rhs: components["schemas"]["RefoldConfigDefinitionPart"];
            operator: components["schemas"]["RefoldConfigDefinitionPart"];
        };
        /** @description A field of an application or of a workflow, as stored. */
        RefoldConfigDefinitionField: {
            required: boolean;
            id: components["schemas"]["ObjectId"];
            name: string;
            field_type: components["schemas"]["RefoldConfigDefinitionFieldType"];
            /** @description What can be chosen; of a dependent field absent until its parent has a value. */
            options?: components["schemas"]["RefoldConfigDefinitionOption"][];
            /** @description What a map gives values to. */
            labels?: components["schemas"]["RefoldConfigDefinitionOption"][];
            /** @description Both sides of a map_v2. */
            mapping?: components["schemas"]["RefoldConfigDefinitionMapping"];
            hidden?: boolean;
            multiple?: boolean;
            placeholder?: string;
            help_text?: string;
            has_dynamic_map_fields?: boolean;
            /** @description The group of a client's labels that the field takes its own from. */
            dynamic_slot_identifier?: string;
            /** @description The field that this one depends on. */
            parent?: components["schemas"]["ObjectId"];
            associated_page?: string;
            /** @description What a new configuration begins with. */
            defaultValue?: unknown;
            /** @description The options of a dependent field by its parent's value. */
            choices?: {
                [key: string]: components["schemas"]["RefoldConfigDefinitionOption"][];
            };
            /** @description The columns of a rule engine by its left sides. */
            columns?: {
                [key: string]: components["schemas"]["RefoldConfigDefinitionColumn"];
            };
        };
        /** @enum {unknown} */
        RefoldConfigDefinitionFieldType: "text" | "date" | "number" | "url" | "email" | "textarea" | "select" | "json" | "map" | "map_v2" | "rule_engine";
        RefoldConfigDefinitionMapping: {
            lhs: components["schemas"]["RefoldConfigDefinitionSide"];
            rhs: components["schemas"]["RefoldConfigDefinitionSide"];
        };
        RefoldConfigDefinitionOption: {
            name: string;
            value: string | number | boolean;
        };
        RefoldConfigDefinitionPart: {
            name: string;
            /** @enum {unknown} */
            type: "text" | "select";
            options: components["schemas"]["RefoldConfigDefinitionOption"][];
        };
        RefoldConfigDefinitionSide: {
            name: string;
            options?: components["schemas"]["RefoldConfigDefinitionOption"][];
            multiple?: boolean;
        };
        RefoldConfigDefinitionWorkflow: {
            id: components["schemas"]["ObjectId"];
            name: string;
            description: string;
            icon: string;
            associated_page?: string;
            fields: components["schemas"]["RefoldConfigDefinitionField"][];
        };
        RefoldConfigFieldError: {
            id: components["schemas"]["ObjectId"];
            name: string;
            error: {
                message: string;
                error?: unknown;
            };
        };
        /**
         * consent
         * @description A consent that a linked account's owner was asked for and has not answered yet.
         */
        RefoldConsent: {
            /** @description The organisation's id and a seal that nobody can guess. */
            state: string;
            slug: string;
            account_id: string;
        };
        /**
         * event
         * @description An event of the organisation's own application, which may start workflows.
         */
        RefoldEvent: {
            _id: components["schemas"]["ObjectId"];
            name: string;
            /** @description The members of its payload. */
            response: {
                key: string;
                /** @enum {unknown} */
                type: "text" | "object";
            }[];
            /** @description The model that it was defined by, as JSON text. */
            raw_response: string;
        };
        /**
         * execution
         * @description One run of a workflow. How far it has come, the sandbox's clock says.
         */
        RefoldExecution: {
            _id: components["schemas"]["ObjectId"];
            name: string;
            associated_application: {
                _id: components["schemas"]["ObjectId"];
                name: string;
                icon: string;
            };
            associated_workflow: {
                _id: components["schemas"]["ObjectId"];
                name: string;
                icon: string;
            };
            slug: string;
            /** @enum {unknown} */
            source: "API Call" | "Event" | "Schedule";
            /** @description What started it: API Call, Schedule, or the name of an event. */
            trigger_application_event: string;
            /** @description The event that started it. */
            associated_event_id: components["schemas"]["ObjectId"] | null;
            linked_account_id: string;
            config_id: string;
            /** @enum {unknown} */
            type_of_execution: "SYNC" | "ASYNC";
            createdAt: components["schemas"]["DateTimeMs"];
            /** @description How many nodes its workflow had. */
            steps: number;
            /** @description What each node did, up to the first that failed. */
            nodes: components["schemas"]["RefoldExecutionNode"][];
        };
        RefoldExecutionNode: {
            node_id: string;
            node_name: string;
            node_type: string;
            /** @enum {unknown} */
            node_status: "Success" | "Ready" | "Errored" | "Waiting" | "Stopped" | "Rejected" | "Errored_and_Skipped" | "Timed_Out";
            is_batch: boolean;
            attempts_made: number;
            maximum_attempts: number;
            /** @description Milliseconds. */
            execution_time: number;
            /** @description What the node was given, with the payload's values in their places. */
            input_data: unknown;
            /** @description What its action answered, or why it failed. */
            latest_output: unknown;
        };
        /**
         * hosted
         * @description What was said of the hosted page of a session token.
         */
        RefoldHosted: {
            token: string;
            config_id: string;
            /** @description Free: color, bgColor and name among them. */
            properties: {
                [key: string]: unknown;
            };
        };
        /**
         * linkedAccount
         * @description A customer of the organisation and the applications that the customer has connected.
         */
        RefoldLinkedAccount: {
            _id: components["schemas"]["ObjectId"];
            associated_org: components["schemas"]["ObjectId"];
            account_id: string;
            /** @enum {unknown} */
            environment: "test" | "production";
            name: string;
            udf: components["schemas"]["RefoldLinkedAccountUdf"][];
            integrations: components["schemas"]["RefoldLinkedAccountIntegration"][];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            __v: number;
        };
        /** @description What the application calls the connected account; each application has its own form. */
        RefoldLinkedAccountIdentifier: string | {
            [key: string]: unknown;
        };
        /** @description A connected application; type is its slug. */
        RefoldLinkedAccountIntegration: {
            type: string;
            name: string;
            icon: string;
            app_id: components["schemas"]["ObjectId"] | null;
            /** @description How it was connected; the application's own way where it does not say. */
            auth_type?: components["schemas"]["RefoldApplicationAuthType"];
            identifier?: components["schemas"]["RefoldLinkedAccountIdentifier"];
            reauth_required: boolean;
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
        };
        /** @description A user-defined field of the organisation's own. */
        RefoldLinkedAccountUdf: {
            key_name: string;
            key_value: string;
            _id: components["schemas"]["ObjectId"];
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
        };
        /**
         * session
         * @description A session token that was issued or revoked.
         */
        RefoldSession: {
            token: string;
            /** @description The linked account that it speaks for. */
            account_id: string;
            /** @description Which one of the sandbox's tokens it is, 0 for a ready-made one. */
            number: number;
            revoked: boolean;
        };
        /**
         * webhook
         * @description An address that is told of connections and of workflows.
         */
        RefoldWebhook: {
            _id: components["schemas"]["ObjectId"];
            org_id: components["schemas"]["ObjectId"];
            /** @enum {unknown} */
            environment: "test" | "production";
            is_enabled: boolean;
            webhook_events: ("Connection Created" | "Connection Deleted" | "Connection Expired" | "Workflow Completed" | "Workflow Errored")[];
            /** @description The workflows that it tells of, empty for all. */
            workflow_ids: string[];
            webhook_url: components["schemas"]["RefoldWebhookUrl"];
            webhook_body: string;
            /** @constant */
            method: "POST";
            /** @enum {unknown} */
            webhook_type: "default" | "slack";
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
            __v: number;
        };
        /** @description Where deliveries are posted to. */
        RefoldWebhookUrl: string;
        /**
         * workflow
         * @description A workflow of a linked account: nodes that run one after another when it is executed. It and its draft are one record.
         */
        RefoldWorkflow: {
            _id: components["schemas"]["ObjectId"];
            /** @description The id of its draft, which publishing it takes. */
            draft_id: components["schemas"]["ObjectId"];
            name: string;
            description: string;
            /** @description Another name that it is executed by. */
            alias: string | null;
            /** @description The application that it belongs to; custom is the organisation's own. */
            slug: string;
            /** @description Whose it is; null for one that all linked accounts see. */
            linked_account_id: string | null;
            published: boolean;
            current_version: number;
            /** @description The names of the events that start it. */
            events: string[];
            nodes: components["schemas"]["RefoldWorkflowNode"][];
            /** @description What it runs on when it is executed without a payload. */
            payload: {
                [key: string]: unknown;
            } | null;
            /** @description The JSON Schema of its payload. */
            schema: {
                [key: string]: unknown;
            } | null;
            createdAt: components["schemas"]["DateTimeMs"];
            updatedAt: components["schemas"]["DateTimeMs"];
        };
        RefoldWorkflowNode: {
            id: string;
            /** @enum {unknown} */
            type: "start" | "action";
            name: string;
            /** @description The application of its action, where it is not the workflow's. */
            slug?: string;
            /** @description The action that it executes, such as create_contact. */
            action?: string;
            /** @description The action's parameters; {{payload.email}} stands for what the payload has there. */
            input?: {
                [key: string]: unknown;
            };
        };
        /**
         * salesforce/Account
         * @description A stored Salesforce Account: the fields of $defs.answer that have a value, never null.
         */
        SalesforceAccount: components["schemas"]["SalesforceAccountAnswer"];
        /** @description A Account as it is answered: every field, null when empty. */
        SalesforceAccountAnswer: {
            Id: string;
            Name?: string;
            Type?: string | null;
            ParentId?: string | null;
            AccountNumber?: string | null;
            Site?: string | null;
            Phone?: string | null;
            Fax?: string | null;
            Website?: string | null;
            BillingStreet?: string | null;
            BillingCity?: string | null;
            BillingState?: string | null;
            BillingPostalCode?: string | null;
            BillingCountry?: string | null;
            ShippingStreet?: string | null;
            ShippingCity?: string | null;
            ShippingState?: string | null;
            ShippingPostalCode?: string | null;
            ShippingCountry?: string | null;
            Industry?: string | null;
            AnnualRevenue?: number | null;
            NumberOfEmployees?: number | null;
            Ownership?: string | null;
            TickerSymbol?: string | null;
            Rating?: string | null;
            Sic?: string | null;
            SicDesc?: string | null;
            AccountSource?: string | null;
            Description?: string | null;
            OwnerId?: string;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            /** Format: date */
            LastActivityDate?: string | null;
            LastViewedDate?: string | null;
            LastReferencedDate?: string | null;
            IsCustomerPortal?: boolean;
            PhotoUrl?: string | null;
            MasterRecordId?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        SalesforceAccountCreateRequest: {
            /** @description Field API names and values of the new account. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceAccountDeleteRequest: {
            /** @description The Salesforce id of the account, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceAccountGetByIdRequest: {
            /** @description The Salesforce id of the account, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceAccountUpdateRequest: {
            /** @description The Salesforce id of the account, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
            /** @description Field API names and new values. */
            data: components["schemas"]["FilledObject"];
        };
        /**
         * salesforce/Case
         * @description A stored Salesforce Case: the fields of $defs.answer that have a value, never null.
         */
        SalesforceCase: components["schemas"]["SalesforceCaseAnswer"];
        /** @description A Case as it is answered: every field, null when empty. */
        SalesforceCaseAnswer: {
            Id: string;
            CaseNumber?: string;
            ContactId?: string | null;
            AccountId?: string | null;
            ParentId?: string | null;
            Subject?: string | null;
            Description?: string | null;
            Status?: string | null;
            Priority?: string | null;
            Origin?: string | null;
            Type?: string | null;
            Reason?: string | null;
            SuppliedName?: string | null;
            SuppliedEmail?: string | null;
            SuppliedPhone?: string | null;
            SuppliedCompany?: string | null;
            IsVisibleInSelfService?: boolean;
            IsClosed?: boolean;
            ClosedDate?: string | null;
            IsClosedOnCreate?: boolean;
            IsEscalated?: boolean;
            HasCommentsUnreadByOwner?: boolean;
            HasSelfServiceComments?: boolean;
            OwnerId?: string;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            LastViewedDate?: string | null;
            LastReferencedDate?: string | null;
            MasterRecordId?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        /**
         * salesforce/CaseComment
         * @description A stored Salesforce CaseComment: the fields of $defs.answer that have a value, never null.
         */
        SalesforceCaseComment: components["schemas"]["SalesforceCaseCommentAnswer"];
        /** @description A CaseComment as it is answered: every field, null when empty. */
        SalesforceCaseCommentAnswer: {
            Id: string;
            ParentId?: string;
            IsPublished?: boolean;
            CommentBody?: string | null;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        SalesforceCaseCommentCreateRequest: {
            /** @description The Salesforce id of the case, 15 or 18 characters. */
            caseId: components["schemas"]["FilledString"];
            /** @description Field API names and values of the new comment. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceCaseCommentGetByCaseIdRequest: {
            /** @description The Salesforce id of the case, 15 or 18 characters. */
            caseId: components["schemas"]["FilledString"];
        };
        SalesforceCaseCommentGetByCaseIdResponse: {
            totalSize: number;
            /** @constant */
            done: true;
            records: components["schemas"]["SalesforceCaseCommentAnswer"][];
        };
        SalesforceCaseCommentGetByIdRequest: {
            /** @description The Salesforce id of the case comment, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceCaseCommentUpdateRequest: {
            /** @description The Salesforce id of the case, 15 or 18 characters. */
            caseId: components["schemas"]["FilledString"];
            /** @description The Salesforce id of the comment, 15 or 18 characters. */
            commentId: components["schemas"]["FilledString"];
            /** @description Field API names and new values. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceCaseCreateRequest: {
            /** @description Field API names and values of the new case. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceCaseGetAllRequest: {
            [key: string]: unknown;
        };
        SalesforceCaseGetAllResponse: {
            totalSize: number;
            /** @constant */
            done: true;
            records: components["schemas"]["SalesforceCaseAnswer"][];
        };
        SalesforceCaseGetByIdRequest: {
            /** @description The Salesforce id of the case, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceCaseUpdateRequest: {
            /** @description The Salesforce id of the case, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
            /** @description Field API names and new values. */
            data: components["schemas"]["FilledObject"];
        };
        /**
         * salesforce/Contact
         * @description A stored Salesforce Contact: the fields of $defs.answer that have a value, never null.
         */
        SalesforceContact: components["schemas"]["SalesforceContactAnswer"];
        /** @description A Contact as it is answered: every field, null when empty. */
        SalesforceContactAnswer: {
            Id: string;
            Email?: string | null;
            FirstName?: string | null;
            LastName?: string;
            Name?: string;
            Salutation?: string | null;
            AccountId?: string | null;
            Title?: string | null;
            Department?: string | null;
            Phone?: string | null;
            MobilePhone?: string | null;
            HomePhone?: string | null;
            OtherPhone?: string | null;
            Fax?: string | null;
            AssistantName?: string | null;
            AssistantPhone?: string | null;
            ReportsToId?: string | null;
            MailingStreet?: string | null;
            MailingCity?: string | null;
            MailingState?: string | null;
            MailingPostalCode?: string | null;
            MailingCountry?: string | null;
            OtherStreet?: string | null;
            OtherCity?: string | null;
            OtherState?: string | null;
            OtherPostalCode?: string | null;
            OtherCountry?: string | null;
            LeadSource?: string | null;
            /** Format: date */
            Birthdate?: string | null;
            Description?: string | null;
            HasOptedOutOfEmail?: boolean;
            HasOptedOutOfFax?: boolean;
            DoNotCall?: boolean;
            CanAllowPortalSelfReg?: boolean;
            OwnerId?: string;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            /** Format: date */
            LastActivityDate?: string | null;
            LastCURequestDate?: string | null;
            LastCUUpdateDate?: string | null;
            LastViewedDate?: string | null;
            LastReferencedDate?: string | null;
            EmailBouncedReason?: string | null;
            EmailBouncedDate?: string | null;
            IsEmailBounced?: boolean;
            PhotoUrl?: string | null;
            MasterRecordId?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        SalesforceContactCreateRequest: {
            /** @description Field API names and values of the new contact. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceContactGetByEmailRequest: {
            /** @description The e-mail address, in any case. */
            email: components["schemas"]["FilledString"];
        };
        SalesforceContactGetByIdRequest: {
            /** @description The Salesforce id of the contact, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceContactSearchRequest: {
            /** @description The words to look for, at least two characters. */
            search: components["schemas"]["FilledString"];
        };
        SalesforceContactSearchResponse: {
            searchRecords: components["schemas"]["SalesforceContactAnswer"][];
        };
        SalesforceContactUpdateRequest: {
            /** @description The Salesforce id of the contact, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
            /** @description Field API names and new values. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceCreateAccountRequest: {
            /** Enter Account Name */
            Name: components["schemas"]["FilledText"];
            /** Enter Account Type */
            Type?: components["schemas"]["OptionalText"];
            /** Enter Industry */
            Industry?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            Phone?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            Website?: components["schemas"]["OptionalText"];
            /** Enter Annual Revenue */
            AnnualRevenue?: components["schemas"]["OptionalText"];
            /** Enter Number of Employees */
            NumberOfEmployees?: components["schemas"]["OptionalText"];
            /** Enter Billing Street */
            BillingStreet?: components["schemas"]["OptionalText"];
            /** Enter Billing City */
            BillingCity?: components["schemas"]["OptionalText"];
            /** Enter Billing State */
            BillingState?: components["schemas"]["OptionalText"];
            /** Enter Billing Postal Code */
            BillingPostalCode?: components["schemas"]["OptionalText"];
            /** Enter Billing Country */
            BillingCountry?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            OwnerId?: components["schemas"]["OptionalText"];
            /** Enter Description */
            Description?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field API names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        SalesforceCreateContactRequest: {
            /** Enter First Name */
            FirstName?: components["schemas"]["OptionalText"];
            /** Enter Last Name */
            LastName: components["schemas"]["FilledText"];
            /** Enter Email */
            Email?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            Phone?: components["schemas"]["OptionalText"];
            /** Enter Mobile Phone */
            MobilePhone?: components["schemas"]["OptionalText"];
            /** Enter Job Title */
            Title?: components["schemas"]["OptionalText"];
            /** Enter Department */
            Department?: components["schemas"]["OptionalText"];
            /** Enter Account Id */
            AccountId?: components["schemas"]["OptionalText"];
            /** Enter Mailing Street */
            MailingStreet?: components["schemas"]["OptionalText"];
            /** Enter Mailing City */
            MailingCity?: components["schemas"]["OptionalText"];
            /** Enter Mailing State */
            MailingState?: components["schemas"]["OptionalText"];
            /** Enter Mailing Postal Code */
            MailingPostalCode?: components["schemas"]["OptionalText"];
            /** Enter Mailing Country */
            MailingCountry?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            OwnerId?: components["schemas"]["OptionalText"];
            /** Enter Description */
            Description?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field API names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        SalesforceCreateLeadRequest: {
            /** Enter First Name */
            FirstName?: components["schemas"]["OptionalText"];
            /** Enter Last Name */
            LastName: components["schemas"]["FilledText"];
            /** Enter Company Name */
            Company: components["schemas"]["FilledText"];
            /** Enter Email */
            Email?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            Phone?: components["schemas"]["OptionalText"];
            /** Enter Mobile Phone */
            MobilePhone?: components["schemas"]["OptionalText"];
            /** Enter Job Title */
            Title?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            Website?: components["schemas"]["OptionalText"];
            /** Enter Industry */
            Industry?: components["schemas"]["OptionalText"];
            /** Enter Lead Source */
            LeadSource?: components["schemas"]["OptionalText"];
            /** Enter Lead Status */
            Status?: components["schemas"]["OptionalText"];
            /** Enter Rating */
            Rating?: components["schemas"]["OptionalText"];
            /** Enter Street */
            Street?: components["schemas"]["OptionalText"];
            /** Enter City */
            City?: components["schemas"]["OptionalText"];
            /** Enter State */
            State?: components["schemas"]["OptionalText"];
            /** Enter Postal Code */
            PostalCode?: components["schemas"]["OptionalText"];
            /** Enter Country */
            Country?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            OwnerId?: components["schemas"]["OptionalText"];
            /** Enter Description */
            Description?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field API names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        SalesforceCreateOpportunityRequest: {
            /** Enter Opportunity Name */
            Name: components["schemas"]["FilledText"];
            /** Enter Stage */
            StageName: components["schemas"]["FilledText"];
            /** Enter Close Date */
            CloseDate: components["schemas"]["FilledText"];
            /** Enter Amount */
            Amount?: components["schemas"]["OptionalText"];
            /** Enter Account Id */
            AccountId?: components["schemas"]["OptionalText"];
            /** Enter Probability */
            Probability?: components["schemas"]["OptionalText"];
            /** Enter Opportunity Type */
            Type?: components["schemas"]["OptionalText"];
            /** Enter Lead Source */
            LeadSource?: components["schemas"]["OptionalText"];
            /** Enter Next Step */
            NextStep?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            OwnerId?: components["schemas"]["OptionalText"];
            /** Enter Description */
            Description?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field API names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        SalesforceCustomDateTime: string;
        /**
         * Salesforce custom field
         * @description A field of the organisation's own. Its members have the names that they have in the description of an object.
         */
        SalesforceCustomField: {
            /** @description The object's name and the field's, such as Account.Score__c. */
            fullName: string;
            /** @enum {unknown} */
            type: "string" | "textarea" | "boolean" | "int" | "double" | "currency" | "percent" | "date" | "datetime" | "email" | "phone" | "url" | "picklist" | "multipicklist" | "reference";
            /** @description What people call it. */
            label?: string;
            /** @description The most characters of a text: 255 by default. */
            length?: number;
            /** @description The digits of a number, 18 by default. */
            precision?: number;
            /** @description Those behind its point: 2 by default, none of an int. */
            scale?: number;
            /** @description Whether two records may not have one value. */
            unique?: boolean;
            /** @description Whether a unique text differs in another case. */
            caseSensitive?: boolean;
            /** @description Whether records are found and upserted by it. */
            externalId?: boolean;
            /** @description Whether a record may be without it, as by default. */
            nillable?: boolean;
            /** @description What a new record has where nobody says otherwise. */
            defaultValue?: string | number | boolean;
            picklistValues?: string[];
            /** @description Whether a picklist takes no other values. */
            restrictedPicklist?: boolean;
            /** @description The objects that a reference may lead to. */
            referenceTo?: string[];
            /** @description When it was declared; before all else where nobody says. */
            lastModifiedDate?: components["schemas"]["SalesforceCustomDateTime"];
            /** @description What the record referred to calls these records, in a query with __r behind it. */
            relationshipName?: string;
            /** @description Whether a record is deleted with the one that it refers to; else it only loses the reference. */
            cascadeDelete?: boolean;
        } & (unknown & unknown);
        /**
         * Salesforce custom object
         * @description An object of the organisation's own; its records are those of the table salesforce/<name>.
         */
        SalesforceCustomObject: {
            /** @description As the API knows it. */
            name: string;
            /** @description How the ids of its records begin. */
            keyPrefix: string;
            /** @description What people call one of it. */
            label?: string;
            /** @description What people call several. */
            labelPlural?: string;
            /** @description When it was declared; before all else where nobody says. */
            lastModifiedDate?: components["schemas"]["SalesforceCustomDateTime"];
            /** @description The field Name: text of 80 characters, or with a displayFormat a number that is drawn. */
            nameField?: {
                label?: string;
                /** @description The number in its place, with at least as many digits, such as INV-{0000}. */
                displayFormat?: string;
            };
        };
        SalesforceDeleteAccountRequest: {
            /** Enter Account Id */
            account_id: components["schemas"]["FilledText"];
        };
        /**
         * salesforce/deleted
         * @description What is left of a deleted record: the record as it was, marked as deleted, and when that was.
         */
        SalesforceDeleted: {
            Id: string;
            sobject: ("Lead" | "Contact" | "Account" | "Opportunity" | "Task" | "Case" | "CaseComment" | "User") | unknown;
            deletedDate: string;
            record: {
                [key: string]: unknown;
            };
        };
        SalesforceGetAccountsRequest: {
            /** Enter Limit */
            limit?: components["schemas"]["OptionalText"];
        };
        SalesforceGetAccountsResponse: {
            totalSize: number;
            /** @constant */
            done: true;
            records: ({
                attributes: components["schemas"]["SalesforceGetEntityWithSoqlAttributes"];
                Id: string;
                Name: string;
            } & {
                [key: string]: (string | number | boolean | null) | components["schemas"]["SalesforceGetEntityWithSoqlAttributes"];
            })[];
        };
        /** @description The object that the record is of, and where the API has it; an aggregate has no place. */
        SalesforceGetEntityWithSoqlAttributes: {
            type: string;
            /** @description It ends in the record's id; 12345 is that of the sample in Oktopost's documents. */
            url?: string;
        };
        /** @description The fields that the query names, null when empty; a parent's fields are in an object under the relationship's name. */
        SalesforceGetEntityWithSoqlRecord: {
            attributes: components["schemas"]["SalesforceGetEntityWithSoqlAttributes"];
        } & {
            [key: string]: ((string | number | boolean | null) | components["schemas"]["SalesforceGetEntityWithSoqlRecord"]) | components["schemas"]["SalesforceGetEntityWithSoqlAttributes"];
        };
        SalesforceGetEntityWithSoqlRequest: {
            /** Enter SOQL Query */
            query: components["schemas"]["FilledText"];
        };
        SalesforceGetEntityWithSoqlResponse: {
            totalSize: number;
            /** @constant */
            done: true;
            records: components["schemas"]["SalesforceGetEntityWithSoqlRecord"][];
        };
        SalesforceHttprequestRequest: {
            /** Enter Method */
            method: string;
            /** Enter URL Path */
            url_path: string;
            /** Enter Base URL */
            base_url?: components["schemas"]["OptionalString"];
            /** Enter Headers */
            headers?: {
                [key: string]: unknown;
            } | string | null;
            /** Enter Body */
            body?: unknown;
        };
        /** @description Whatever the application answered. */
        SalesforceHttprequestResponse: unknown;
        /**
         * salesforce/Lead
         * @description A stored Salesforce Lead: the fields of $defs.answer that have a value, never null.
         */
        SalesforceLead: components["schemas"]["SalesforceLeadAnswer"];
        /** @description A Lead as it is answered: every field, null when empty. */
        SalesforceLeadAnswer: {
            Id: string;
            Email?: string | null;
            FirstName?: string | null;
            LastName?: string;
            Name?: string;
            Salutation?: string | null;
            Company?: string;
            Title?: string | null;
            Phone?: string | null;
            MobilePhone?: string | null;
            Fax?: string | null;
            Website?: string | null;
            Street?: string | null;
            City?: string | null;
            State?: string | null;
            PostalCode?: string | null;
            Country?: string | null;
            Description?: string | null;
            LeadSource?: string | null;
            Status?: string;
            Industry?: string | null;
            Rating?: string | null;
            AnnualRevenue?: number | null;
            NumberOfEmployees?: number | null;
            HasOptedOutOfEmail?: boolean;
            DoNotCall?: boolean;
            OwnerId?: string;
            IsConverted?: boolean;
            /** Format: date */
            ConvertedDate?: string | null;
            ConvertedAccountId?: string | null;
            ConvertedContactId?: string | null;
            ConvertedOpportunityId?: string | null;
            IsUnreadByOwner?: boolean;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            /** Format: date */
            LastActivityDate?: string | null;
            LastViewedDate?: string | null;
            LastReferencedDate?: string | null;
            PhotoUrl?: string | null;
            EmailBouncedReason?: string | null;
            EmailBouncedDate?: string | null;
            MasterRecordId?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        SalesforceLeadCreateRequest: {
            /** @description Field API names and values of the new lead. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceLeadGetByEmailRequest: {
            /** @description The e-mail address, in any case. */
            email: components["schemas"]["FilledString"];
        };
        SalesforceLeadGetByIdRequest: {
            /** @description The Salesforce id of the lead, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
        };
        SalesforceLeadSearchRequest: {
            /** @description The words to look for, at least two characters. */
            search: components["schemas"]["FilledString"];
        };
        SalesforceLeadSearchResponse: {
            searchRecords: components["schemas"]["SalesforceLeadAnswer"][];
        };
        SalesforceLeadUpdateRequest: {
            /** @description The Salesforce id of the lead, 15 or 18 characters. */
            id: components["schemas"]["FilledString"];
            /** @description Field API names and new values. */
            data: components["schemas"]["FilledObject"];
        };
        /**
         * salesforce/Opportunity
         * @description A stored Salesforce Opportunity: the fields of $defs.answer that have a value, never null.
         */
        SalesforceOpportunity: components["schemas"]["SalesforceOpportunityAnswer"];
        /** @description A Opportunity as it is answered: every field, null when empty. */
        SalesforceOpportunityAnswer: {
            Id: string;
            Name?: string;
            AccountId?: string | null;
            StageName?: string;
            /** Format: date */
            CloseDate?: string;
            Amount?: number | null;
            Probability?: number | null;
            ExpectedRevenue?: number | null;
            TotalOpportunityQuantity?: number | null;
            Type?: string | null;
            NextStep?: string | null;
            LeadSource?: string | null;
            Description?: string | null;
            IsClosed?: boolean;
            IsWon?: boolean;
            ForecastCategory?: string;
            ForecastCategoryName?: string | null;
            HasOpportunityLineItem?: boolean;
            OwnerId?: string;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            /** Format: date */
            LastActivityDate?: string | null;
            LastViewedDate?: string | null;
            LastReferencedDate?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        /**
         * salesforce/Organization
         * @description The stored organisation, of which there is one: the fields of $defs.answer that have a value, never null.
         */
        SalesforceOrganization: components["schemas"]["SalesforceOrganizationAnswer"];
        /** @description An Organization as it is answered: every field, null when empty. */
        SalesforceOrganizationAnswer: {
            Id: string;
            Name?: string;
            Division?: string | null;
            Street?: string | null;
            City?: string | null;
            State?: string | null;
            PostalCode?: string | null;
            Country?: string | null;
            Phone?: string | null;
            Fax?: string | null;
            PrimaryContact?: string | null;
            DefaultLocaleSidKey?: string;
            TimeZoneSidKey?: string;
            LanguageLocaleKey?: string;
            FiscalYearStartMonth?: number;
            UsesStartDateAsFiscalYearName?: boolean;
            OrganizationType?: string;
            NamespacePrefix?: string | null;
            InstanceName?: string | null;
            IsSandbox?: boolean;
            IsReadOnly?: boolean;
            TrialExpirationDate?: string | null;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
        };
        /** @description What Salesforce's client libraries answer to a create, an update and a deletion. */
        SalesforceSaved: {
            id: string;
            /** @constant */
            success: true;
            errors: unknown[];
        };
        /**
         * salesforce/Task
         * @description A stored Salesforce Task: the fields of $defs.answer that have a value, never null.
         */
        SalesforceTask: components["schemas"]["SalesforceTaskAnswer"];
        /** @description A Task as it is answered: every field, null when empty. */
        SalesforceTaskAnswer: {
            Id: string;
            WhoId?: string | null;
            WhatId?: string | null;
            Subject?: string | null;
            /** Format: date */
            ActivityDate?: string | null;
            Status?: string;
            Priority?: string;
            IsHighPriority?: boolean;
            OwnerId?: string;
            Description?: string | null;
            AccountId?: string | null;
            IsClosed?: boolean;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
            IsArchived?: boolean;
            CallDurationInSeconds?: number | null;
            CallType?: string | null;
            CallDisposition?: string | null;
            CallObject?: string | null;
            ReminderDateTime?: string | null;
            IsReminderSet?: boolean;
            IsRecurrence?: boolean;
            TaskSubtype?: string | null;
            IsDeleted?: boolean;
        } & {
            [key: string]: string | number | boolean | null;
        };
        SalesforceTaskCreateRequest: {
            /** @description Field API names and values of the new task. */
            data: components["schemas"]["FilledObject"];
        };
        SalesforceUpdateAccountRequest: {
            /** Enter Account Id */
            account_id: components["schemas"]["FilledText"];
            /** Enter Account Name */
            Name?: components["schemas"]["OptionalText"];
            /** Enter Account Type */
            Type?: components["schemas"]["OptionalText"];
            /** Enter Industry */
            Industry?: components["schemas"]["OptionalText"];
            /** Enter Phone Number */
            Phone?: components["schemas"]["OptionalText"];
            /** Enter Website URL */
            Website?: components["schemas"]["OptionalText"];
            /** Enter Annual Revenue */
            AnnualRevenue?: components["schemas"]["OptionalText"];
            /** Enter Number of Employees */
            NumberOfEmployees?: components["schemas"]["OptionalText"];
            /** Enter Billing Street */
            BillingStreet?: components["schemas"]["OptionalText"];
            /** Enter Billing City */
            BillingCity?: components["schemas"]["OptionalText"];
            /** Enter Billing State */
            BillingState?: components["schemas"]["OptionalText"];
            /** Enter Billing Postal Code */
            BillingPostalCode?: components["schemas"]["OptionalText"];
            /** Enter Billing Country */
            BillingCountry?: components["schemas"]["OptionalText"];
            /** Enter Owner Id */
            OwnerId?: components["schemas"]["OptionalText"];
            /** Enter Description */
            Description?: components["schemas"]["OptionalText"];
            /**
             * Additional Fields
             * @description An object of field API names and values, or its JSON text.
             */
            additional_fields?: {
                [key: string]: unknown;
            } | string | null;
        };
        /**
         * salesforce/User
         * @description A stored Salesforce User: the fields of $defs.answer that have a value, never null.
         */
        SalesforceUser: components["schemas"]["SalesforceUserAnswer"];
        /** @description A User as it is answered: every field, null when empty. */
        SalesforceUserAnswer: {
            Id: string;
            Email?: string;
            FirstName?: string | null;
            LastName?: string;
            Name?: string;
            Username?: string;
            Alias?: string;
            IsActive?: boolean;
            UserType?: string;
            Title?: string | null;
            Department?: string | null;
            CompanyName?: string | null;
            Phone?: string | null;
            MobilePhone?: string | null;
            ManagerId?: string | null;
            TimeZoneSidKey?: string;
            LocaleSidKey?: string;
            LanguageLocaleKey?: string;
            EmailEncodingKey?: string;
            CreatedDate?: string;
            CreatedById?: string;
            LastModifiedDate?: string;
            LastModifiedById?: string;
            SystemModstamp?: string;
        } & {
            [key: string]: string | number | boolean | null;
        };
        Actions: {
            "oktopost/salesforce/lead.getById": {
                payload: components["schemas"]["SalesforceLeadGetByIdRequest"];
                result: components["schemas"]["SalesforceLeadAnswer"];
            };
            "oktopost/salesforce/lead.getByEmail": {
                payload: components["schemas"]["SalesforceLeadGetByEmailRequest"];
                result: components["schemas"]["SalesforceLeadAnswer"];
            };
            "oktopost/salesforce/lead.search": {
                payload: components["schemas"]["SalesforceLeadSearchRequest"];
                result: components["schemas"]["SalesforceLeadSearchResponse"];
            };
            "oktopost/salesforce/lead.create": {
                payload: components["schemas"]["SalesforceLeadCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/lead.update": {
                payload: components["schemas"]["SalesforceLeadUpdateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/contact.getById": {
                payload: components["schemas"]["SalesforceContactGetByIdRequest"];
                result: components["schemas"]["SalesforceContactAnswer"];
            };
            "oktopost/salesforce/contact.getByEmail": {
                payload: components["schemas"]["SalesforceContactGetByEmailRequest"];
                result: components["schemas"]["SalesforceContactAnswer"];
            };
            "oktopost/salesforce/contact.search": {
                payload: components["schemas"]["SalesforceContactSearchRequest"];
                result: components["schemas"]["SalesforceContactSearchResponse"];
            };
            "oktopost/salesforce/contact.create": {
                payload: components["schemas"]["SalesforceContactCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/contact.update": {
                payload: components["schemas"]["SalesforceContactUpdateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/account.getById": {
                payload: components["schemas"]["SalesforceAccountGetByIdRequest"];
                result: components["schemas"]["SalesforceAccountAnswer"];
            };
            "oktopost/salesforce/account.create": {
                payload: components["schemas"]["SalesforceAccountCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/account.update": {
                payload: components["schemas"]["SalesforceAccountUpdateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/account.delete": {
                payload: components["schemas"]["SalesforceAccountDeleteRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/task.create": {
                payload: components["schemas"]["SalesforceTaskCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/case.getById": {
                payload: components["schemas"]["SalesforceCaseGetByIdRequest"];
                result: components["schemas"]["SalesforceCaseAnswer"];
            };
            "oktopost/salesforce/case.getAll": {
                payload: components["schemas"]["SalesforceCaseGetAllRequest"];
                result: components["schemas"]["SalesforceCaseGetAllResponse"];
            };
            "oktopost/salesforce/case.create": {
                payload: components["schemas"]["SalesforceCaseCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/case.update": {
                payload: components["schemas"]["SalesforceCaseUpdateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/caseComment.getById": {
                payload: components["schemas"]["SalesforceCaseCommentGetByIdRequest"];
                result: components["schemas"]["SalesforceCaseCommentAnswer"];
            };
            "oktopost/salesforce/caseComment.getByCaseId": {
                payload: components["schemas"]["SalesforceCaseCommentGetByCaseIdRequest"];
                result: components["schemas"]["SalesforceCaseCommentGetByCaseIdResponse"];
            };
            "oktopost/salesforce/caseComment.create": {
                payload: components["schemas"]["SalesforceCaseCommentCreateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/salesforce/caseComment.update": {
                payload: components["schemas"]["SalesforceCaseCommentUpdateRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "oktopost/marketo/list.getAll": {
                payload: components["schemas"]["MarketoListGetAllRequest"];
                result: components["schemas"]["MarketoListGetAllResponse"];
            };
            "oktopost/marketo/list.addLeads": {
                payload: components["schemas"]["MarketoListAddLeadsRequest"];
                result: components["schemas"]["MarketoListAddLeadsResponse"];
            };
            "oktopost/marketo/lead.createUpdate": {
                payload: components["schemas"]["MarketoLeadCreateUpdateRequest"];
                result: components["schemas"]["MarketoLeadCreateUpdateResponse"];
            };
            "oktopost/marketo/lead.create": {
                payload: components["schemas"]["MarketoLeadCreateRequest"];
                result: components["schemas"]["MarketoLeadCreateUpdateResponse"];
            };
            "oktopost/marketo/activity.addCustom": {
                payload: components["schemas"]["MarketoActivityAddCustomRequest"];
                result: components["schemas"]["MarketoActivityAddCustomResponse"];
            };
            "oktopost/hubspot/contact.getByEmail": {
                payload: components["schemas"]["HubspotContactGetByEmailRequest"];
                result: components["schemas"]["HubspotContactGetByEmailResponse"];
            };
            "oktopost/hubspot/contact.getById": {
                payload: components["schemas"]["HubspotContactGetByIdRequest"];
                result: components["schemas"]["HubspotContactGetByEmailResponse"];
            };
            "oktopost/hubspot/contact.create": {
                payload: components["schemas"]["HubspotContactCreateRequest"];
                result: components["schemas"]["HubspotContactCreateResponse"];
            };
            "oktopost/hubspot/event.upsert": {
                payload: components["schemas"]["HubspotEventUpsertRequest"];
                result: components["schemas"]["HubspotEventUpsertResponse"];
            };
            "refold/hubspot/httprequest": {
                payload: components["schemas"]["HubspotHttprequestRequest"];
                result: components["schemas"]["HubspotHttprequestResponse"];
            };
            "refold/hubspot/create_contact": {
                payload: components["schemas"]["HubspotCreateContactRequest"];
                result: components["schemas"]["HubspotContact"];
            };
            "refold/hubspot/create_task": {
                payload: components["schemas"]["HubspotCreateTaskRequest"];
                result: components["schemas"]["HubspotTask"];
            };
            "refold/hubspot/create_company": {
                payload: components["schemas"]["HubspotCreateCompanyRequest"];
                result: components["schemas"]["HubspotCompany"];
            };
            "refold/hubspot/create_deal": {
                payload: components["schemas"]["HubspotCreateDealRequest"];
                result: components["schemas"]["HubspotDeal"];
            };
            "refold/hubspot/update_contact": {
                payload: components["schemas"]["HubspotUpdateContactRequest"];
                result: components["schemas"]["HubspotContact"];
            };
            "refold/hubspot/delete_contact": {
                payload: components["schemas"]["HubspotDeleteContactRequest"];
                result: components["schemas"]["HubspotDeleteContactResponse"];
            };
            "refold/hubspot/get_contact": {
                payload: components["schemas"]["HubspotGetContactRequest"];
                result: components["schemas"]["HubspotGetContactResponse"];
            };
            "refold/hubspot/get_contact_by_id": {
                payload: components["schemas"]["HubspotGetContactByIdRequest"];
                result: components["schemas"]["HubspotContact"];
            };
            "refold/hubspot/search_contacts": {
                payload: components["schemas"]["HubspotSearchContactsRequest"];
                result: components["schemas"]["HubspotSearchContactsResponse"];
            };
            "refold/salesforce/httprequest": {
                payload: components["schemas"]["SalesforceHttprequestRequest"];
                result: components["schemas"]["SalesforceHttprequestResponse"];
            };
            "refold/salesforce/get_entity_with_soql": {
                payload: components["schemas"]["SalesforceGetEntityWithSoqlRequest"];
                result: components["schemas"]["SalesforceGetEntityWithSoqlResponse"];
            };
            "refold/salesforce/get_accounts": {
                payload: components["schemas"]["SalesforceGetAccountsRequest"];
                result: components["schemas"]["SalesforceGetAccountsResponse"];
            };
            "refold/salesforce/create_account": {
                payload: components["schemas"]["SalesforceCreateAccountRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/salesforce/update_account": {
                payload: components["schemas"]["SalesforceUpdateAccountRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/salesforce/delete_account": {
                payload: components["schemas"]["SalesforceDeleteAccountRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/salesforce/create_contact": {
                payload: components["schemas"]["SalesforceCreateContactRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/salesforce/create_lead": {
                payload: components["schemas"]["SalesforceCreateLeadRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/salesforce/create_opportunity": {
                payload: components["schemas"]["SalesforceCreateOpportunityRequest"];
                result: components["schemas"]["SalesforceSaved"];
            };
            "refold/marketo/httprequest": {
                payload: components["schemas"]["MarketoHttprequestRequest"];
                result: components["schemas"]["MarketoHttprequestResponse"];
            };
            "refold/marketo/get_lists": {
                payload: components["schemas"]["MarketoGetListsRequest"];
                result: components["schemas"]["MarketoListGetAllResponse"];
            };
            "refold/marketo/add_leads_to_list": {
                payload: components["schemas"]["MarketoAddLeadsToListRequest"];
                result: components["schemas"]["MarketoListAddLeadsResponse"];
            };
            "refold/marketo/create_or_update_lead": {
                payload: components["schemas"]["MarketoCreateOrUpdateLeadRequest"];
                result: components["schemas"]["MarketoLeadCreateUpdateResponse"];
            };
            "refold/marketo/get_lead_by_email": {
                payload: components["schemas"]["MarketoGetLeadByEmailRequest"];
                result: components["schemas"]["MarketoGetLeadByEmailResponse"];
            };
            "refold/marketo/add_custom_activity": {
                payload: components["schemas"]["MarketoAddCustomActivityRequest"];
                result: components["schemas"]["MarketoActivityAddCustomResponse"];
            };
        };
        Records: {
            "hubspot/archived": components["schemas"]["HubspotArchived"];
            "hubspot/association": components["schemas"]["HubspotAssociation"];
            "hubspot/company": components["schemas"]["HubspotCompany"];
            "hubspot/contact": components["schemas"]["HubspotContact"];
            "hubspot/deal": components["schemas"]["HubspotDeal"];
            "hubspot/event": components["schemas"]["HubspotEvent"];
            "hubspot/eventTemplate": components["schemas"]["HubspotEventTemplate"];
            "hubspot/history": components["schemas"]["HubspotHistory"];
            "hubspot/owner": components["schemas"]["HubspotOwner"];
            "hubspot/pipeline": components["schemas"]["HubspotPipeline"];
            "hubspot/property": components["schemas"]["HubspotProperty"];
            "hubspot/propertyGroup": components["schemas"]["HubspotPropertyGroup"];
            "hubspot/revoked": components["schemas"]["HubspotRevoked"];
            "hubspot/sentEvent": components["schemas"]["HubspotSentEvent"];
            "hubspot/task": components["schemas"]["HubspotTask"];
            "marketo/activity": components["schemas"]["MarketoActivity"];
            "marketo/activityType": components["schemas"]["MarketoActivityType"];
            "marketo/campaign": components["schemas"]["MarketoCampaign"];
            "marketo/exportJob": components["schemas"]["MarketoExportJob"];
            "marketo/field": components["schemas"]["MarketoField"];
            "marketo/importJob": components["schemas"]["MarketoImportJob"];
            "marketo/lead": components["schemas"]["MarketoLead"];
            "marketo/list": components["schemas"]["MarketoList"];
            "marketo/membership": components["schemas"]["MarketoMembership"];
            "marketo/session": components["schemas"]["MarketoSession"];
            "oktopost/account": components["schemas"]["OktopostAccount"];
            "oktopost/board": components["schemas"]["OktopostBoard"];
            "oktopost/cname": components["schemas"]["OktopostCname"];
            "oktopost/credential": components["schemas"]["OktopostCredential"];
            "oktopost/integration": components["schemas"]["OktopostIntegration"];
            "oktopost/lead": components["schemas"]["OktopostLead"];
            "oktopost/leadActivity": components["schemas"]["OktopostLeadActivity"];
            "oktopost/team": components["schemas"]["OktopostTeam"];
            "oktopost/teamEntity": components["schemas"]["OktopostTeamEntity"];
            "oktopost/user": components["schemas"]["OktopostUser"];
            "oktopost/webhook": components["schemas"]["OktopostWebhook"];
            "oktopost/webhookLog": components["schemas"]["OktopostWebhookLog"];
            "refold/application": components["schemas"]["RefoldApplication"];
            "refold/config": components["schemas"]["RefoldConfig"];
            "refold/configDefinition": components["schemas"]["RefoldConfigDefinition"];
            "refold/consent": components["schemas"]["RefoldConsent"];
            "refold/event": components["schemas"]["RefoldEvent"];
            "refold/execution": components["schemas"]["RefoldExecution"];
            "refold/hosted": components["schemas"]["RefoldHosted"];
            "refold/linkedAccount": components["schemas"]["RefoldLinkedAccount"];
            "refold/session": components["schemas"]["RefoldSession"];
            "refold/webhook": components["schemas"]["RefoldWebhook"];
            "refold/workflow": components["schemas"]["RefoldWorkflow"];
            "salesforce/Account": components["schemas"]["SalesforceAccount"];
            "salesforce/Case": components["schemas"]["SalesforceCase"];
            "salesforce/CaseComment": components["schemas"]["SalesforceCaseComment"];
            "salesforce/Contact": components["schemas"]["SalesforceContact"];
            "salesforce/Lead": components["schemas"]["SalesforceLead"];
            "salesforce/Opportunity": components["schemas"]["SalesforceOpportunity"];
            "salesforce/Organization": components["schemas"]["SalesforceOrganization"];
            "salesforce/Task": components["schemas"]["SalesforceTask"];
            "salesforce/User": components["schemas"]["SalesforceUser"];
            "salesforce/customField": components["schemas"]["SalesforceCustomField"];
            "salesforce/customObject": components["schemas"]["SalesforceCustomObject"];
            "salesforce/deleted": components["schemas"]["SalesforceDeleted"];
        };
        Credentials: {
            oktopost: {
                base_url: string;
                account_id: string;
                api_key: string;
                readonly_api_key: string;
                integrations: {
                    salesforce: string;
                    marketo: string;
                    hubspot: string;
                };
            };
            refold: {
                base_url: string;
                api_key: string;
                linked_account_id: string;
                session_token: string;
            };
            salesforce: {
                base_url: string;
                instance_url: string;
                access_token: string;
                username: string;
                password: string;
                security_token: string;
                consumer_key: string;
                consumer_secret: string;
                refresh_token: string;
            };
            hubspot: {
                base_url: string;
                access_token: string;
                readonly_access_token: string;
                developer_api_key: string;
                client_id: string;
                client_secret: string;
                refresh_token: string;
            };
            marketo: {
                base_url: string;
                munchkin_id: string;
                client_id: string;
                client_secret: string;
            };
        };
    };
    responses: {
        /** @description Method Not Allowed: method-not-allowed. */
        "control.method-not-allowed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ControlErrorResponse"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlHealthResponse"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlReadyResponse"];
                };
            };
        };
    };
    list_actions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListActionsResponse"];
                };
            };
        };
    };
    list_outcomes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListOutcomesResponse"];
                };
            };
        };
    };
    list_schemas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListSchemasResponse"];
                };
            };
        };
    };
    get_schema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Such as records/salesforce/Lead; .json at its end is left out. */
                path: components["schemas"]["FilledString"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlGetSchemaResponse"];
                };
            };
        };
    };
    list_sandboxes: {
        parameters: {
            query?: {
                /** @description How many to leave out, 0 by default. */
                offset?: components["schemas"]["Digits"];
                /** @description How many to answer at most, 100 by default. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListSandboxesResponse"];
                };
            };
        };
    };
    create_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ControlCreateSandboxJson"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCreateSandboxResponse"];
                };
            };
        };
    };
    get_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSandbox"];
                };
            };
        };
    };
    delete_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    change_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlChangeSandboxJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSandbox"];
                };
            };
        };
    };
    reset_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSandbox"];
                };
            };
        };
    };
    list_snapshots: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListSnapshotsResponse"];
                };
            };
        };
    };
    get_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                name: components["schemas"]["ControlCommonSnapshotName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSnapshot"];
                };
            };
        };
    };
    put_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                name: components["schemas"]["ControlCommonSnapshotName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSnapshot"];
                };
            };
        };
    };
    delete_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                name: components["schemas"]["ControlCommonSnapshotName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    restore_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                name: components["schemas"]["ControlCommonSnapshotName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSnapshot"];
                };
            };
        };
    };
    list_tallies: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListTalliesResponse"];
                };
            };
        };
    };
    list_journal: {
        parameters: {
            query?: {
                /** @description A shell pattern over actions, such as oktopost/salesforce/*. */
                action?: string;
                dialect?: components["schemas"]["ControlCommonDialect"];
                status?: string;
                outcome?: components["schemas"]["ControlCommonOutcome"];
                /** @description A time of the sandbox's clock, ISO 8601. */
                since?: string;
                /** @description The number of an exchange; only later ones. */
                after?: components["schemas"]["Digits"];
                /** @description Seconds to wait until one is there that is asked for, 10 at most. */
                wait?: string;
                /** @description Only so many of the newest. */
                last?: components["schemas"]["PositiveDigits"];
                /** @description So many at most, the oldest first; next is where to go on. */
                limit?: components["schemas"]["PositiveDigits"];
            };
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListJournalResponse"];
                };
            };
        };
    };
    clear_journal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    get_exchange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                number: components["schemas"]["PositiveDigits"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonExchange"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                dialect?: components["schemas"]["ControlCommonDialect"];
                /** @description As the vendor calls it. */
                event?: string;
                status?: components["schemas"]["ControlCommonDeliveryStatus"];
                /** @description Seconds to wait until none is pending, 10 at most. */
                wait?: string;
                /** @description The number of a delivery; only later ones. */
                after?: components["schemas"]["Digits"];
            };
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListDeliveriesResponse"];
                };
            };
        };
    };
    send_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlSendEventJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlSendEventResponse"];
                };
            };
        };
    };
    clear_deliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    get_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                number: components["schemas"]["PositiveDigits"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDelivery"];
                };
            };
        };
    };
    send_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                number: components["schemas"]["PositiveDigits"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDelivery"];
                };
            };
        };
    };
    list_faults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListFaultsResponse"];
                };
            };
        };
    };
    plant_fault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlPlantFaultJson"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonFault"];
                };
            };
        };
    };
    clear_faults: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    get_fault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                fault: components["schemas"]["FilledString"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonFault"];
                };
            };
        };
    };
    remove_fault: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                fault: components["schemas"]["FilledString"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    get_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonClock"];
                };
            };
        };
    };
    set_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlSetClockJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonClock"];
                };
            };
        };
    };
    list_tables: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListTablesResponse"];
                };
            };
        };
    };
    list_records: {
        parameters: {
            query?: {
                /** @description How many to leave out, 0 by default. */
                offset?: components["schemas"]["Digits"];
                /** @description How many to answer at most, 100 by default. */
                limit?: string;
                /** @description Every word begins a word of the record's searchable fields. */
                search?: string;
            };
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListRecordsResponse"];
                };
            };
        };
    };
    add_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlAddRecordJson"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonRecord"];
                };
            };
        };
    };
    get_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
                /** @description The record's key as text. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonRecord"];
                };
            };
        };
    };
    put_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
                /** @description The record's key as text. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlPutRecordJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonRecord"];
                };
            };
        };
    };
    delete_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
                /** @description The record's key as text. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonDeleted"];
                };
            };
        };
    };
    list_integrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListIntegrationsResponse"];
                };
            };
        };
    };
    change_integration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                /** @description Its id, or salesforce, marketo or hubspot for the well-known one. */
                integration: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlChangeIntegrationJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonIntegration"];
                };
            };
        };
    };
    add_lookalike: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
                app: string;
                object: string;
                /** @description The key of the record to be like. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonRecord"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /** @description The earlier mark, start by default. */
                from?: components["schemas"]["ControlListChangesMark"];
                /** @description The later mark, now by default. */
                to?: components["schemas"]["ControlListChangesMark"];
                /** @description Only changes of this table. */
                table?: components["schemas"]["ControlCommonTable"];
                /** @description How many to leave out, 0 by default. */
                offset?: components["schemas"]["Digits"];
                /** @description How many to answer at most, 1000 by default. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlListChangesResponse"];
                };
            };
        };
    };
    add_shape: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlAddShapeJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlAddShapeResponse"];
                };
            };
        };
    };
    get_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example default */
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlGetStateState"];
                };
            };
        };
    };
    put_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ControlCommonSandboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlGetStateState"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlCommonSandbox"];
                };
            };
        };
    };
    set_pact_state: {
        parameters: {
            query?: {
                sandbox?: components["schemas"]["ControlCommonSandboxId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControlSetPactStateJson"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControlSetPactStateResponse"];
                };
            };
        };
    };
}

export const ROUTES = {
  "health": [
    "GET",
    "/health"
  ],
  "ready": [
    "GET",
    "/ready"
  ],
  "list_actions": [
    "GET",
    "/actions"
  ],
  "list_outcomes": [
    "GET",
    "/outcomes"
  ],
  "list_schemas": [
    "GET",
    "/schemas"
  ],
  "get_schema": [
    "GET",
    "/schemas/{path}"
  ],
  "create_sandbox": [
    "POST",
    "/sandboxes"
  ],
  "list_sandboxes": [
    "GET",
    "/sandboxes"
  ],
  "get_sandbox": [
    "GET",
    "/sandboxes/{id}"
  ],
  "change_sandbox": [
    "PATCH",
    "/sandboxes/{id}"
  ],
  "delete_sandbox": [
    "DELETE",
    "/sandboxes/{id}"
  ],
  "reset_sandbox": [
    "POST",
    "/sandboxes/{id}/reset"
  ],
  "list_snapshots": [
    "GET",
    "/sandboxes/{id}/snapshots"
  ],
  "put_snapshot": [
    "PUT",
    "/sandboxes/{id}/snapshots/{name}"
  ],
  "get_snapshot": [
    "GET",
    "/sandboxes/{id}/snapshots/{name}"
  ],
  "delete_snapshot": [
    "DELETE",
    "/sandboxes/{id}/snapshots/{name}"
  ],
  "restore_snapshot": [
    "POST",
    "/sandboxes/{id}/snapshots/{name}/restore"
  ],
  "list_tallies": [
    "GET",
    "/sandboxes/{id}/tallies"
  ],
  "list_journal": [
    "GET",
    "/sandboxes/{id}/journal"
  ],
  "get_exchange": [
    "GET",
    "/sandboxes/{id}/journal/{number}"
  ],
  "clear_journal": [
    "DELETE",
    "/sandboxes/{id}/journal"
  ],
  "list_deliveries": [
    "GET",
    "/sandboxes/{id}/deliveries"
  ],
  "send_event": [
    "POST",
    "/sandboxes/{id}/deliveries"
  ],
  "get_delivery": [
    "GET",
    "/sandboxes/{id}/deliveries/{number}"
  ],
  "send_delivery": [
    "POST",
    "/sandboxes/{id}/deliveries/{number}/send"
  ],
  "clear_deliveries": [
    "DELETE",
    "/sandboxes/{id}/deliveries"
  ],
  "list_faults": [
    "GET",
    "/sandboxes/{id}/faults"
  ],
  "plant_fault": [
    "POST",
    "/sandboxes/{id}/faults"
  ],
  "get_fault": [
    "GET",
    "/sandboxes/{id}/faults/{fault}"
  ],
  "remove_fault": [
    "DELETE",
    "/sandboxes/{id}/faults/{fault}"
  ],
  "clear_faults": [
    "DELETE",
    "/sandboxes/{id}/faults"
  ],
  "get_clock": [
    "GET",
    "/sandboxes/{id}/clock"
  ],
  "set_clock": [
    "PUT",
    "/sandboxes/{id}/clock"
  ],
  "list_tables": [
    "GET",
    "/sandboxes/{id}/records"
  ],
  "list_records": [
    "GET",
    "/sandboxes/{id}/records/{app}/{object}"
  ],
  "add_record": [
    "POST",
    "/sandboxes/{id}/records/{app}/{object}"
  ],
  "get_record": [
    "GET",
    "/sandboxes/{id}/records/{app}/{object}/{key}"
  ],
  "put_record": [
    "PUT",
    "/sandboxes/{id}/records/{app}/{object}/{key}"
  ],
  "delete_record": [
    "DELETE",
    "/sandboxes/{id}/records/{app}/{object}/{key}"
  ],
  "list_integrations": [
    "GET",
    "/sandboxes/{id}/integrations"
  ],
  "change_integration": [
    "PATCH",
    "/sandboxes/{id}/integrations/{integration}"
  ],
  "add_lookalike": [
    "POST",
    "/sandboxes/{id}/lookalikes/{app}/{object}/{key}"
  ],
  "list_changes": [
    "GET",
    "/sandboxes/{id}/changes"
  ],
  "add_shape": [
    "POST",
    "/sandboxes/{id}/shape"
  ],
  "get_state": [
    "GET",
    "/sandboxes/{id}/state"
  ],
  "put_state": [
    "PUT",
    "/sandboxes/{id}/state"
  ],
  "set_pact_state": [
    "POST",
    "/pact/states"
  ]
} as const;

export const HOSTS = {
  "oktopost": [
    "api.oktopost.com",
    "eu-api.oktopost.com"
  ],
  "refold": [
    "api.gocobalt.io",
    "app.refold.ai"
  ],
  "salesforce": [
    "login.salesforce.com",
    "test.salesforce.com",
    "*.my.salesforce.com",
    "*.salesforce.com"
  ],
  "hubspot": [
    "api.hubapi.com",
    "*.hubapi.com",
    "api.hubspot.com"
  ],
  "marketo": [
    "*.mktorest.com"
  ]
} as const;

export const BLAME = {
  "bad-auth-code": "application",
  "bad-client-id": "application",
  "bad-client-secret": "application",
  "bad-grant-type": "application",
  "bad-refresh-token": "application",
  "body-too-large": "application",
  "credentials-no-text": "application",
  "event-incomplete": "application",
  "invalid-assertion": "application",
  "invalid-audience": "application",
  "invalid-client": "application",
  "invalid-content-type": "application",
  "invalid-credentials": "application",
  "invalid-grant": "application",
  "invalid-json": "application",
  "invalid-login": "application",
  "invalid-multipart": "application",
  "invalid-page-size": "application",
  "invalid-payload": "application",
  "invalid-request": "application",
  "invalid-token": "application",
  "method-not-allowed": "application",
  "missing-account-id": "application",
  "missing-field": "application",
  "missing-linked-account": "application",
  "missing-parameter": "application",
  "missing-slug": "application",
  "missing-token-account": "application",
  "missing-workflow-slug": "application",
  "no-credentials": "application",
  "no-token": "application",
  "not-found": "application",
  "unauthenticated": "application",
  "undeclared": "application",
  "unknown-client": "application",
  "unknown-object-type": "application",
  "unknown-outcome": "application",
  "unknown-token": "application",
  "unknown-webhook-event": "application",
  "unsupported-action": "application",
  "unsupported-grant": "application",
  "uri-too-long": "application",
  "wrong-client-secret": "application",
  "wrong-content-type": "application",
  "contract-broken": "mockserver",
  "server-error": "mockserver"
} as const;
