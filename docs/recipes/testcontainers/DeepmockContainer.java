import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Testcontainers for Java: {@code @Container static DeepmockContainer deepmock = new DeepmockContainer();}
 * In memory, with its clock standing still.
 */
public class DeepmockContainer extends GenericContainer<DeepmockContainer> {
    public static final int PORT = 8484;
    public static final String TOKEN = "not-a-secret-in-tests";

    public DeepmockContainer() {
        this(DockerImageName.parse("registry.example.test/tools/deepmock:0.1.0"));
    }

    public DeepmockContainer(DockerImageName image) {
        super(image);
        withExposedPorts(PORT);
        withEnv("DEEPMOCK_ADMIN_TOKEN", TOKEN);
        withEnv("DEEPMOCK_CLOCK", "frozen");
        withEnv("DEEPMOCK_DEMO", "true");
        waitingFor(Wait.forHttp("/__admin/health").forPort(PORT).forStatusCode(200)
                .withStartupTimeout(Duration.ofSeconds(30)));
    }

    /** The base URL for clients of all four platforms. */
    public String getUrl() {
        return "http://" + getHost() + ":" + getMappedPort(PORT);
    }

    /** The control plane; it takes {@code X-Deepmock-Admin-Token: TOKEN}. */
    public String getAdminUrl() {
        return getUrl() + "/__admin";
    }
}
