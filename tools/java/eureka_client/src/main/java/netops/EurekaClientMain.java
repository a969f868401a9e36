package netops;

import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.shared.Applications;
import java.util.function.BooleanSupplier;

/**
 * Netflix's own client living through a whole life against a registry.
 *
 * Start: java -cp 'lib/*' netops.EurekaClientMain REGISTRY_URL APP PORT
 *   REGISTRY_URL  the Eureka base, for example http://127.0.0.1:7072/eureka/
 *   APP           application name to register
 *   PORT          port to announce; nothing listens there
 *
 * It prints one JSON line per step on stdout, in this order, and exits with 0 when every one is ok:
 *   register    registered while it started (registration is enforced), status UP at the registry
 *   fetch       sees its own instance in the registry it fetched
 *   heartbeat   a renewal was answered with 200
 *   delta       a second instance registered by hand arrives by a delta, not by a full fetch
 *   full        a delta whose hash code is made wrong on the way makes it fetch everything again
 *   reregister  the lease is taken away behind its back; a 404 to the next renewal makes it register again
 *               (the stock Spring server fails here: its 404 has a body, which both clients choke on)
 *   cancel      it shuts down and the registry forgets it
 *   done        last line; ok is true when all of the above are
 * Each line: {"step":"…","ok":true|false,"ms":N} and, when not ok, "error". It takes 5 to 10 s with a
 * healthy registry; every step gives up after 20 s. The client's own log goes to stderr.
 */
public final class EurekaClientMain {
  private static final long STEP_LIMIT_MS = 20_000;
  private static boolean allOk = true;

  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("Usage: EurekaClientMain REGISTRY_URL APP PORT");
      System.exit(2);
    }
    String url = args[0].endsWith("/") ? args[0] : args[0] + "/";
    Story story = new Story(url, args[1], Integer.parseInt(args[2]));
    try {
      story.tell();
    } finally {
      print("done", allOk, 0, null);
    }
    System.exit(allOk ? 0 : 1); // the client leaves non-daemon threads behind
  }

  /** A step that throws or does not come true in time is not ok; the story goes on all the same. */
  static void step(String name, Step step) {
    long startedAt = System.nanoTime();
    String error = null;
    try {
      step.run();
    } catch (Exception | LinkageError thrown) {
      error = thrown.toString();
      allOk = false;
    }
    print(name, error == null, (System.nanoTime() - startedAt) / 1_000_000, error);
  }

  static void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + STEP_LIMIT_MS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new IllegalStateException("never came true: " + what);
      Thread.sleep(20);
    }
  }

  private static void print(String step, boolean ok, long ms, String error) {
    String tail = error == null ? "" : ",\"error\":\"" + error.replaceAll("[\"\\\\\\p{Cntrl}]", " ") + "\"";
    System.out.println("{\"step\":\"" + step + "\",\"ok\":" + ok + ",\"ms\":" + ms + tail + "}");
    System.out.flush();
  }

  interface Step {
    void run() throws Exception;
  }

  /** The life of one client. */
  private static final class Story {
    private final Wire wire;
    private final String url;
    private final String app;
    private final int port;
    private final String id;
    private final String peerId;
    private DiscoveryClient client;

    Story(String url, String app, int port) {
      this.url = url;
      this.app = app.toUpperCase();
      this.port = port;
      this.id = "127.0.0.1:" + app.toLowerCase() + ":" + port;
      this.peerId = id + "-peer";
      this.wire = new Wire(url);
    }

    void tell() {
      step("register", this::register);
      if (client == null) return;
      step("fetch", () -> await("own instance in the local registry", () -> sees(client, id)));
      step("heartbeat", () -> await("a renewal", () -> renewedAtMs() > 0));
      step("delta", this::delta);
      step("full", this::full);
      step("reregister", this::reregister);
      step("cancel", this::cancel);
    }

    private void register() throws Exception {
      client = Clients.create(Settings.info(app, id, port), Settings.client(url, true));
      await("UP at the registry", () -> wire.statusOf(app, id).equals("UP"));
    }

    /** -1 as long as no renewal was answered. */
    private long renewedAtMs() {
      return client.getStats().lastSuccessfulHeartbeatTimestampMs();
    }

    private void reregister() throws Exception {
      wire.delete(app, id);
      await("registered again", () -> wire.statusOf(app, id).equals("UP"));
    }

    private void delta() throws Exception {
      Thread.sleep(1_500); // one refresh, so that the local registry is settled before the change
      Applications before = client.getApplications();
      wire.register(app, peerId, port);
      await("the second instance", () -> sees(client, peerId));
      // A delta changes the object in place; a full fetch replaces it.
      if (client.getApplications() != before) throw new IllegalStateException("came by a full fetch");
    }

    private void full() throws Exception {
      try (HashBreaker breaker = new HashBreaker(url)) {
        DiscoveryClient reader =
            Clients.create(Settings.info(app, id + "-reader", port), Settings.client(breaker.url(), false));
        try {
          await("the first fetch", () -> sees(reader, id));
          await("a delta in peace", () -> breaker.deltas() > 0);
          Applications before = reader.getApplications();
          int fulls = breaker.fulls();
          breaker.breakNextHash();
          await("a full fetch after the wrong hash", () -> breaker.broken() && breaker.fulls() > fulls);
          await("the registry replaced", () -> reader.getApplications() != before && sees(reader, id));
        } finally {
          reader.shutdown();
        }
      }
    }

    private void cancel() throws Exception {
      wire.delete(app, peerId);
      client.shutdown();
      await("forgotten by the registry", () -> wire.statusOf(app, id).equals("404"));
    }

    private boolean sees(DiscoveryClient reader, String instanceId) {
      var application = reader.getApplication(app);
      return application != null && application.getByInstanceId(instanceId) != null;
    }
  }
}
