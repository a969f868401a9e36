package netops;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Talks to the registry by hand, beside the client: what an operator or another process would do. */
final class Wire {
  private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([A-Z_]+)\"");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Wire(String url) {
    this.url = url;
  }

  /** The status of an instance, or the HTTP status when the registry does not answer 200. */
  String statusOf(String app, String id) {
    try {
      HttpResponse<String> answer = send("GET", app + "/" + id, null);
      if (answer.statusCode() != 200) return String.valueOf(answer.statusCode());
      Matcher match = STATUS.matcher(answer.body());
      return match.find() ? match.group(1) : "no status";
    } catch (Exception thrown) {
      return thrown.toString();
    }
  }

  void delete(String app, String id) throws Exception {
    expect(200, send("DELETE", app + "/" + id, null));
  }

  void register(String app, String id, int port) throws Exception {
    String body = """
        {"instance":{"instanceId":"%s","app":"%s","hostName":"127.0.0.1","ipAddr":"127.0.0.1","status":"UP",
        "port":{"$":%d,"@enabled":"true"},"vipAddress":"%s",
        "dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},
        "leaseInfo":{"renewalIntervalInSecs":30,"durationInSecs":90}}}"""
        .formatted(id, app, port, app.toLowerCase());
    expect(204, send("POST", app, body));
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "apps/" + path))
        .timeout(Duration.ofSeconds(5))
        .header("Accept", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) request.header("Content-Type", "application/json");
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static void expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() == status) return;
    throw new IllegalStateException(
        answer.request().method() + " answered " + answer.statusCode() + ", not " + status);
  }
}
