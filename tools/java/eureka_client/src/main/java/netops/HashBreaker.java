package netops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a reading client and the registry and makes the hash code of one delta wrong, as if a
 * change had been lost.
 */
final class HashBreaker implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger deltas = new AtomicInteger();
  private final AtomicInteger fulls = new AtomicInteger();
  private final HttpServer server;
  private final URI target;

  HashBreaker(String url) throws IOException {
    target = URI.create(url);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + target.getPath();
  }

  int deltas() {
    return deltas.get();
  }

  int fulls() {
    return fulls.get();
  }

  boolean broken() {
    return broken.get();
  }

  void breakNextHash() {
    armed.set(true);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
          .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      if (accept != null) request.header("Accept", accept);
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      byte[] body = count(exchange.getRequestURI().getPath(), answer.body()).getBytes("UTF-8");
      answer.headers().firstValue("content-type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) exchange.getResponseBody().write(body);
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
    }
  }

  private String count(String path, String body) {
    if (path.endsWith("/apps") || path.endsWith("/apps/")) fulls.incrementAndGet();
    if (!path.endsWith("/apps/delta")) return body;
    deltas.incrementAndGet();
    if (!armed.compareAndSet(true, false)) return body;
    broken.set(true);
    return body.replaceAll("\"apps__hashcode\"\\s*:\\s*\"[^\"]*\"", "\"apps__hashcode\":\"DOWN_99_\"");
  }
}
