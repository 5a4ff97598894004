// Shows the document that the page's address names (?dialect=refold), with the default sandbox's credentials filled in.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);

async function show() {
  const settings = await (await fetch("docs/settings.json")).json();
  const asked = new URLSearchParams(location.search).get("dialect");
  const chosen = settings.documents.find((one) => one.dialect === asked) ?? settings.documents[0];
  list(settings.documents, chosen);
  const ui = SwaggerUIBundle({
    url: chosen.url,
    dom_id: "#viewer",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => {
      document.querySelector("#servers")?.setAttribute("aria-label", "Server");
      authorize(ui);
    },
  });
}

function list(documents, chosen) {
  const links = documents.map((one) => {
    const link = document.createElement("a");
    link.href = `?dialect=${encodeURIComponent(one.dialect)}`;
    link.textContent = one.title;
    if (one === chosen) link.setAttribute("aria-current", "page");
    return link;
  });
  document.getElementById("documents").replaceChildren(...links);
}

function authorize(ui) {
  const ways = ui.specSelectors.specJson().getIn(["components", "securitySchemes"]).toJS();
  for (const [name, way] of Object.entries(ways)) {
    const value = way["x-sandbox"];
    if (way.scheme === "basic") ui.preauthorizeBasic(name, ...value.split(":"));
    else if (way.type === "apiKey" && value) ui.preauthorizeApiKey(name, value);
  }
}

follow();
dark.addEventListener("change", follow);
show();
document.querySelector(".tabs [aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
