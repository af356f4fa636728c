// The reviewer's name: shown at the top right, asked for when it is missing.
import { post } from "/static/api.js";

const dialog = document.getElementById("who");
const form = dialog.querySelector("form");
const problem = dialog.querySelector(".problem");
let waiting = null;

export function askName() {
  dialog.showModal();
  dialog.querySelector("input").select();
  return new Promise((done) => { waiting = done; });
}

export async function needName() {
  return document.body.dataset.who || (await askName());
}

document.querySelector("[data-rename]").addEventListener("click", askName);
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => { if (waiting) waiting(document.body.dataset.who); waiting = null; });
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await post("/name", { name: form.elements.name.value });
    document.body.dataset.who = answer.name;
    document.querySelector("[data-who-name]").textContent = answer.name;
    problem.hidden = true;
    dialog.close();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
});
