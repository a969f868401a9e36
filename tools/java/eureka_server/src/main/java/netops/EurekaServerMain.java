package netops;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;

/**
 * The stock Eureka server, as a peer and a wire oracle.
 *
 * Start: java -jar eureka-server.jar --server.port=8761 (paths under /eureka/). Everything else is the
 * application.properties beside it and can be overridden the same way.
 */
@SpringBootApplication
@EnableEurekaServer
public class EurekaServerMain {
  public static void main(String[] args) {
    SpringApplication.run(EurekaServerMain.class, args);
  }
}
