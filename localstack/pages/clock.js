// The test clock: shows the product's time and moves it forward.
const now = document.querySelector("#now");
const date = document.querySelector("#date");
const offset = document.querySelector("#offset");
const status = document.querySelector("#status");
const form = document.querySelector("form");

const ZONE = { timeZone: "Asia/Ho_Chi_Minh" };

let offsetMs = 0;
let ahead = 0; // the server's clock minus the browser's

function describe(ms) {
  const minutes = Math.floor(ms / 60_000);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  return `${d} d ${h} h ${m} min ${Math.floor(ms / 1000) % 60} s`;
}

function show() {
  const at = new Date(Date.now() + ahead);
  now.dateTime = at.toISOString();
  now.textContent = at.toLocaleTimeString("vi-VN", ZONE);
  date.textContent = at.toLocaleDateString("vi-VN", { ...ZONE, dateStyle: "full" });
  offset.textContent = `Giờ Việt Nam, nhanh hơn máy ${describe(offsetMs)} · Time in Vietnam, ahead by ${describe(offsetMs)}`;
}

function take(clock) {
  offsetMs = clock.offset_ms;
  ahead = clock.now_ms - Date.now();
  show();
}

async function read() {
  take(await (await fetch("/dev/clock.json")).json());
}

async function advance(seconds) {
  const answer = await fetch("/dev/clock", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ advance_s: seconds }),
  });
  if (answer.ok) {
    take(await answer.json());
    status.textContent = `Đã tiến ${seconds} giây. · Moved forward by ${seconds} s.`;
  } else {
    status.textContent = "Không được. · Refused.";
  }
}

for (const button of document.querySelectorAll("[data-s]")) {
  button.addEventListener("click", () => void advance(Number(button.dataset.s)));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void advance(form.elements.seconds.valueAsNumber);
});
setInterval(show, 1000);
void read();
