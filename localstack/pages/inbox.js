// The test inbox: asks for news every two seconds and adds what is new on top.
const REFRESH_MS = 2000;
const KINDS = { email: "Thư · E-mail", sms: "Tin nhắn · SMS" };

const form = document.querySelector("form");
const list = document.querySelector("#messages");
const status = document.querySelector("#status");
const more = document.querySelector("#more");
const template = document.querySelector("#message");

let nextBefore = null;

function say(text) {
  status.textContent = text;
  status.hidden = text === "";
}

function render(message) {
  const card = template.content.cloneNode(true).firstElementChild;
  const at = new Date(message.at_ms);
  card.dataset.id = message.message_id;
  card.querySelector(".kind").textContent = KINDS[message.kind];
  card.querySelector(".to").textContent = message.to.join(", ");
  card.querySelector("time").dateTime = at.toISOString();
  card.querySelector("time").textContent = at.toLocaleString("vi-VN");
  card.querySelector("h2").textContent = message.subject;
  card.querySelector("h2").hidden = message.subject === "";
  card.querySelector(".text").textContent = message.text;
  if (message.html !== "") {
    card.querySelector("details").hidden = false;
    card.querySelector("iframe").srcdoc = message.html;
  }
  return card;
}

async function fetchPage(before) {
  const query = new URLSearchParams();
  if (form.elements.to.value.trim() !== "") query.set("to", form.elements.to.value.trim());
  if (before !== null) query.set("before", before);
  const answer = await fetch(`/dev/inbox.json?${query}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function setNext(page) {
  nextBefore = page.next_before;
  more.hidden = nextBefore === null;
}

async function refresh() {
  try {
    const page = await fetchPage(null);
    const known = new Set([...list.children].map((card) => card.dataset.id));
    if (known.size === 0) setNext(page);
    const fresh = page.items.filter((item) => !known.has(item.message_id));
    list.prepend(...fresh.map(render));
    say(list.children.length === 0 ? "Chưa có gì. · Nothing yet." : "");
  } catch {
    say("Máy chủ không trả lời. · The server does not answer.");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.replaceChildren();
  void refresh();
});
more.addEventListener("click", async () => {
  const page = await fetchPage(nextBefore);
  list.append(...page.items.map(render));
  setNext(page);
});
setInterval(() => { if (!document.hidden) void refresh(); }, REFRESH_MS);
void refresh();
