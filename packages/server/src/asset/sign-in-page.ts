import type { Locale } from "../negotiate/preferred-locale.js";
import type { PageParts } from "./page.js";

const TEXTS = {
  en: {
    title: "What if? Customer twin",
    heading: "Sign in",
    intro: "This server shows its data to those who have an API key.",
    key: "API key",
    form: "It begins with cdp_ and comes from whoever runs the server.",
    send: "Sign in",
    wrong: "This key is not taken. Check that it is whole, has not expired and was not revoked.",
    often: "Too many keys from here were wrong. Wait a minute, then try again.",
    failed: "The server did not answer as it should. Try again in a moment.",
    script: "Signing in and the dashboard need JavaScript. Programs give the key in a header:",
    out: "Sign out",
    sessions: "Sessions",
    mine: "Browsers that are signed in with this key",
    begun: "Begun",
    used: "Last used",
    from: "From",
    here: "this browser",
    end: "End",
    again: "API key, once more, to end one",
  },
  "zh-TW": {
    title: "假如？顧客分身",
    heading: "登入",
    intro: "此伺服器只向持有 API 金鑰的人顯示資料。",
    key: "API 金鑰",
    form: "以 cdp_ 開頭，由伺服器管理者提供。",
    send: "登入",
    wrong: "此金鑰無法使用。請確認金鑰完整、未過期且未被撤銷。",
    often: "錯誤的金鑰太多次。請等一分鐘後再試。",
    failed: "伺服器沒有正常回應。請稍後再試。",
    script: "登入與儀表板需要 JavaScript。程式可在標頭中提供金鑰：",
    out: "登出",
    sessions: "登入階段",
    mine: "以此金鑰登入的瀏覽器",
    begun: "開始",
    used: "最近使用",
    from: "來自",
    here: "此瀏覽器",
    end: "結束",
    again: "結束前請再次輸入 API 金鑰",
  },
} as const;

/** The page where a browser gives its API key; the script sends it, so that it never stands in an address. */
export function signInPage({ script, style, base }: PageParts, lang: Locale): string {
  const text = TEXTS[lang];
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text.heading} – ${text.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<main class="sign-in">
<h1>${text.heading}</h1>
<p>${text.intro}</p>
<form method="post" action="${base}/api/v1/session">
<label for="key">${text.key}</label>
<input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false"
autocapitalize="none" maxlength="200" aria-describedby="form fault">
<p id="form">${text.form}</p>
${faults(lang)}<button>${text.send}</button>
</form>
<noscript><p>${text.script} <a href="${base}/docs">${base}/docs</a></p></noscript>
</main>
</body>
</html>
`;
}

function faults(lang: Locale): string {
  const text = TEXTS[lang];
  return `<div id="fault" role="alert">
<p data-when="wrong" hidden>${text.wrong}</p>
<p data-when="often" hidden>${text.often}</p>
<p data-when="failed" hidden>${text.failed}</p>
</div>
`;
}

/** What stands above the dashboard of who signed in: a way out, and a look at the key's other sessions. */
export function signOutBar(base: string, lang: Locale): string {
  const text = TEXTS[lang];
  return `<form class="sign-out" method="post" action="${base}/api/v1/session" data-method="DELETE">
<p role="alert"><span data-when="failed" hidden>${text.failed}</span></p>
<button>${text.out}</button>
</form>
<section class="sessions" aria-label="${text.sessions}"><details>
<summary>${text.sessions}</summary>
<form data-sessions="${base}/api/v1/session">
<div class="scroll" tabindex="0" role="group" aria-label="${text.mine}"><table>
<caption>${text.mine}</caption>
<thead><tr><th scope="col">${text.begun}</th><th scope="col">${text.used}</th><th scope="col">${text.from}</th><td></td></tr></thead>
<tbody></tbody>
</table></div>
<template><tr><td></td><td></td><td><span></span> <strong>${text.here}</strong></td><td><button type="button">${text.end}</button></td></tr></template>
<label for="again">${text.again}</label>
<input id="again" type="password" required autocomplete="current-password" spellcheck="false" autocapitalize="none" maxlength="200"
aria-describedby="fault">
${faults(lang)}</form>
</details></section>
`;
}

/** Sends what the forms of both pages say, and shows what came of it. */
export const SESSION_SCRIPT = `const WHEN = { 401: "wrong", 404: "wrong", 422: "wrong", 429: "often" };

async function ask(form) {
  const method = form.dataset.method ?? "POST";
  const key = form.elements.namedItem("key");
  const sent = key && {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key: key.value.trim() }),
  };
  const answer = await fetch(form.action, { method, ...sent }).catch(() => null);
  return answer?.status ?? 0;
}

function tell(form, when) {
  for (const one of form.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== when;
  const key = form.querySelector("input");
  if (when === "") return;
  key?.setAttribute("aria-invalid", "true");
  key?.select();
  key?.focus();
}

for (const form of document.querySelectorAll("form[method=post]")) {
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    tell(form, "");
    const status = await ask(form);
    if (status === 200) return location.reload();
    button.disabled = false;
    tell(form, WHEN[status] ?? "failed");
  });
}

for (const form of document.querySelectorAll("form[data-sessions]")) {
  const path = form.dataset.sessions;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const load = async () => {
    const answer = await fetch(path).catch(() => null);
    if (answer?.status === 401) return location.reload();
    if (!answer?.ok) return tell(form, "failed");
    const { sessions } = await answer.json();
    const rows = sessions.map(({ id, begun, last_used, from, current }) => {
      const row = form.querySelector("template").content.cloneNode(true);
      const [first, second] = row.querySelectorAll("td");
      first.textContent = time.format(new Date(begun));
      second.textContent = time.format(new Date(last_used));
      row.querySelector("span").textContent = from;
      if (!current) row.querySelector("strong").remove();
      row.querySelector("button").value = id;
      return row;
    });
    form.querySelector("tbody").replaceChildren(...rows);
  };
  form.closest("details").addEventListener("toggle", ({ target }) => target.open && load());
  // Enter in the field would end the first of them.
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("tbody").addEventListener("click", async ({ target }) => {
    const id = target.closest("button")?.value;
    if (!id || !form.reportValidity()) return;
    tell(form, "");
    const key = form.querySelector("input");
    const headers = { authorization: "Bearer " + key.value.trim() };
    const answer = await fetch(path + "/" + id, { method: "DELETE", headers }).catch(() => null);
    if (!answer?.ok) return tell(form, WHEN[answer?.status] ?? "failed");
    key.value = "";
    await load();
  });
}
`;
