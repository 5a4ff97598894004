// The vendor's React components as an application shows them.
import { createRoot } from "react-dom/client";
import { Config, Provider } from "./vendor/react-cobalt-js/src/index.js";

const { base, token, slug, id } = Object.fromEntries(new URLSearchParams(location.search));

createRoot(document.getElementById("root")).render(
  <Provider baseApi={base} sessionToken={token}>
    <Config slug={slug} id={id} removeBranding onConnect={() => { document.title = "connected"; }}
      onSave={() => { document.title = "saved"; }} onDisconnect={() => { document.title = "disconnected"; }} />
  </Provider>,
);
