package netops;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.EurekaClientConfig;

/** How version 1.x of the client is made. */
final class Clients {
  static final String VERSION = "1.10.18";

  static DiscoveryClient create(ApplicationInfoManager info, EurekaClientConfig config) {
    return new DiscoveryClient(info, config);
  }
}
