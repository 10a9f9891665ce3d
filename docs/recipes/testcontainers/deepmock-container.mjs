// Testcontainers for Node: `const deepmock = await new DeepmockContainer().start(); client(deepmock.url)`.

import { AbstractStartedContainer, GenericContainer, Wait } from "testcontainers";

const PORT = 8484;

/** A deepmock of its own for a test run; in memory, with its clock standing still. */
export class DeepmockContainer extends GenericContainer {
  static TOKEN = "not-a-secret-in-tests";

  constructor(image = "registry.example.test/tools/deepmock:0.1.0") {
    super(image);
    this.withExposedPorts(PORT)
      .withEnvironment({
        DEEPMOCK_ADMIN_TOKEN: DeepmockContainer.TOKEN,
        DEEPMOCK_CLOCK: "frozen",
        DEEPMOCK_DEMO: "true",
      })
      .withWaitStrategy(Wait.forHttp("/__admin/health", PORT).forStatusCode(200))
      .withStartupTimeout(30_000);
  }

  async start() {
    return new StartedDeepmockContainer(await super.start());
  }
}

/** A deepmock that answers. */
export class StartedDeepmockContainer extends AbstractStartedContainer {
  /** The base URL for clients of all four platforms. */
  get url() {
    return `http://${this.getHost()}:${this.getMappedPort(PORT)}`;
  }

  /** The control plane; it takes `X-Deepmock-Admin-Token: TOKEN`. */
  get adminUrl() {
    return `${this.url}/__admin`;
  }
}
