// Fills the form from the list of test cards and groups the digits of the number; the page works without it.
const field = name => document.getElementById(name);

for (const pick of document.querySelectorAll("button[data-number]")) {
  pick.addEventListener("click", () => {
    const nextYear = String((new Date().getFullYear() + 4) % 100).padStart(2, "0");
    field("number").value = pick.dataset.number;
    field("expiry").value ||= `12 / ${nextYear}`;
    field("cvc").value ||= "123";
    field("name").value ||= "Sandbox Customer";
    field("postal_code").value ||= "10001";
    document.querySelector("form button[type=submit]").focus();
  });
}

field("number")?.addEventListener("input", event => {
  if (event.target.selectionStart !== event.target.value.length) return;
  const digits = event.target.value.replace(/\D/g, "");
  event.target.value = digits.replace(/(\d{4})(?=\d)/g, "$1 ");
});

// A second press must not send the form twice.
document.querySelector("form")?.addEventListener("submit", event => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

// Coming back with the browser's button shows the page as it was left, sent; it may be sent again then.
addEventListener("pageshow", () => document.querySelector("form")?.removeAttribute("data-sent"));
