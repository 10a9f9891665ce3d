// What an app does: it knows a URL and a key, and nothing of the kit.

export const JOB = {
  sources: ["http://media.example.test/a.jpg"],
  modules: { object_scene_recognition: { model: "general" } },
};

export class Client {
  constructor({ url, headers }) {
    this.url = url;
    this.headers = headers;
  }

  async ask(method, path, body) {
    const answer = await fetch(this.url + path, {
      method, headers: { ...this.headers, "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  }

  async startJob(members = {}) {
    const { status, json } = await this.ask("POST", "/api/v1/jobs/", { ...JOB, ...members });
    if (status !== 201) throw new Error(`${status}: ${JSON.stringify(json)}`);
    return json.id;
  }

  async job(id) {
    return (await this.ask("GET", `/api/v1/jobs/${id}/`)).json;
  }
}
