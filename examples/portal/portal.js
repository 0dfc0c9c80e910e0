// What the portal itself does: initials, the identity chooser, the greeting and the directory.
// Nothing here makes a name live; the script tag for /livename.js does.
const everybody = await fetch("people.csv")
  .then((response) => response.text())
  .then(people);
/** The portal is written in English; its dates are those of the reader's region. */
const region = navigator.languages.find((tag) => tag.startsWith("en-")) ?? "en";
const colleagues = everybody.filter(({ location }) => location !== "");
const chosen = new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem("livename-as") ?? "";
const me = everybody.find(({ address, local }) => chosen === address || chosen === local);

for (const avatar of document.querySelectorAll("[data-avatar]")) draw(avatar, avatar.dataset.avatar);
greet();
fillChooser();
if (document.querySelector("[data-directory]")) fillDirectory();
if (document.querySelector("[data-week]")) nameDays();
// Whoever is found is shown in the organisation too.
document.querySelector("main > .bar live-search")?.addEventListener("live-select", ({ detail }) => {
  document.querySelector("live-chart").setAttribute("person", detail.person.address);
});

/** The demo people: a plain CSV without quotes, since no value has a comma. */
function people(csv) {
  const [head, ...lines] = csv.trim().split("\n");
  const columns = head.split(",");
  return lines.map((line) => {
    const values = line.split(",");
    const person = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
    return { ...person, local: person.address.replace(/@.*/, "") };
  });
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
  return `${words[0]?.[0] ?? name[0]}${words.length > 1 ? words.at(-1)[0] : ""}`;
}

function draw(avatar, name) {
  // As the elements choose it, so that a person has one colour everywhere.
  const hash = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x9e3779b1) >>> 0, 0);
  avatar.classList.add(`hue-${(hash >>> 16) % 6}`);
  avatar.textContent = initials(name);
  return avatar;
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function face(name, size = "") {
  const avatar = draw(make("span", { className: `avatar ${size}` }), name);
  avatar.setAttribute("aria-hidden", "true");
  return avatar;
}

function greet() {
  const now = new Date();
  const today = document.querySelector("[data-today]");
  if (today) today.textContent = now.toLocaleDateString(region, { weekday: "long", day: "numeric", month: "long" });
  const part = now.getHours() < 12 ? "morning" : now.getHours() < 18 ? "afternoon" : "evening";
  const greeting = document.querySelector("[data-greeting]");
  if (greeting) greeting.textContent = me ? `Good ${part}, ${me.name.split(" ")[0]}` : `Good ${part}`;
}

function fillChooser() {
  const dialog = document.querySelector("dialog.chooser");
  const button = document.querySelector("[data-choose]");
  if (me) {
    draw(button.querySelector("[data-my-avatar]"), me.name);
    button.querySelector("[data-my-name]").textContent = me.name;
  }
  const as = ({ local }) => `?as=${encodeURIComponent(local)}`;
  const faces = colleagues.slice(0, 6).map((person) => {
    const text = make(
      "span",
      { className: "row-text" },
      person.name,
      make("span", { className: "quiet" }, person.title),
    );
    return make("a", { href: as(person) }, face(person.name), text);
  });
  dialog.querySelector("[data-faces]").append(...faces);
  const select = dialog.querySelector("[data-everybody]");
  for (const person of colleagues) select.append(make("option", { value: person.local }, person.name));
  select.addEventListener("change", () => {
    if (select.value) location.search = `?as=${select.value}`;
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  button.addEventListener("click", () => dialog.showModal());
  if (!me) dialog.showModal();
}

function fillDirectory() {
  const list = document.querySelector("[data-directory]");
  const entries = colleagues.map((person) => {
    const name = make("live-name", {}, person.name);
    name.setAttribute("person", person.address);
    const text = make(
      "span",
      { className: "row-text" },
      make("span", {}, name),
      make("span", { className: "quiet" }, person.title),
      make("span", { className: "quiet" }, person.location),
    );
    return { person, item: make("li", { className: "card" }, face(person.name, "large"), text) };
  });
  list.append(...entries.map(({ item }) => item));

  const find = document.querySelector("#find");
  const department = document.querySelector("#department");
  for (const name of [...new Set(colleagues.map((person) => person.department))].sort()) {
    department.append(make("option", { value: name }, name));
  }
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const show = () => {
    const words = plain(find.value).split(/\s+/);
    let count = 0;
    for (const { person, item } of entries) {
      const text = plain(`${person.name} ${person.title} ${person.location}`);
      const fits = words.every((word) => text.includes(word));
      item.hidden = !fits || (department.value !== "" && person.department !== department.value);
      if (!item.hidden) count++;
    }
    document.querySelector("[data-count]").textContent = count === 1 ? "1 person" : `${count} people`;
    document.querySelector("[data-nobody]").hidden = count > 0;
  };
  const filters = document.querySelector("[data-filters]");
  filters.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("[data-everyone]").addEventListener("click", () => {
    filters.reset();
    show();
    find.focus();
  });
  find.addEventListener("input", show);
  department.addEventListener("change", show);
  show();
}

function nameDays() {
  const today = new Date();
  const monday = new Date(today);
  monday.setDate(today.getDate() - ((today.getDay() + 6) % 7));
  for (const day of document.querySelectorAll("[data-day]")) {
    const date = new Date(monday);
    date.setDate(monday.getDate() + Number(day.dataset.day) - 1);
    day.textContent = `${date.toLocaleDateString(region, { weekday: "short" })} ${date.getDate()}`;
    day.classList.toggle("today", date.toDateString() === today.toDateString());
  }
  document.querySelector("[data-week]").textContent = monday.toLocaleDateString(region, {
    month: "long",
    year: "numeric",
  });
}
