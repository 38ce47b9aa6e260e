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
<div id="fault" role="alert">
<p data-when="wrong" hidden>${text.wrong}</p>
<p data-when="often" hidden>${text.often}</p>
<p data-when="failed" hidden>${text.failed}</p>
</div>
<button>${text.send}</button>
</form>
<noscript><p>${text.script} <a href="${base}/docs">${base}/docs</a></p></noscript>
</main>
</body>
</html>
`;
}

/** What stands above the dashboard of who signed in. */
export function signOutBar(base: string, lang: Locale): string {
  const text = TEXTS[lang];
  return `<form class="sign-out" method="post" action="${base}/api/v1/session" data-method="DELETE">
<p role="alert"><span data-when="failed" hidden>${text.failed}</span></p>
<button>${text.out}</button>
</form>
`;
}

/** Sends what the forms of both pages say, and shows what came of it. */
export const SESSION_SCRIPT = `const WHEN = { 401: "wrong", 422: "wrong", 429: "often" };

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

for (const form of document.forms) {
  const button = form.querySelector("button");
  const key = form.querySelector("input");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    const show = (when) => {
      for (const one of form.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== when;
    };
    show("");
    const status = await ask(form);
    if (status === 200) return location.reload();
    button.disabled = false;
    show(WHEN[status] ?? "failed");
    key?.setAttribute("aria-invalid", "true");
    key?.select();
    key?.focus();
  });
}
`;
