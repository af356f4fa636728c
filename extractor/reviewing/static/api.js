// Requests to the server: every one carries the page's secret, so that no other site can send it.
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.message || "the server did not answer as expected");
    this.status = status;
    this.answer = answer;
  }
}

export async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-trialfacts": document.body.dataset.secret },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused(0, { message: "The server does not answer. Start it again; what was confirmed is kept." });
  }
  return read(response);
}

export async function getJson(path) {
  return read(await fetch(path));
}

export async function getText(path) {
  const response = await fetch(path);
  const text = await response.text();
  if (!response.ok) throw new Refused(response.status, { message: text });
  return text;
}

async function read(response) {
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { message: text };
  }
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}
