// The test clock: shows the product's time and moves it forward.
const now = document.querySelector("#now");
const offset = document.querySelector("#offset");
const status = document.querySelector("#status");
const form = document.querySelector("form");

let offsetMs = 0;
let ahead = 0; // the server's clock minus the browser's

function show() {
  const at = new Date(Date.now() + ahead);
  now.dateTime = at.toISOString();
  now.textContent = at.toLocaleString("vi-VN", { dateStyle: "full", timeStyle: "medium", timeZone: "Asia/Ho_Chi_Minh" });
  const seconds = Math.round(offsetMs / 1000);
  offset.textContent = `Giờ Việt Nam · Time in Vietnam. +${seconds.toLocaleString("vi-VN")} s`;
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
