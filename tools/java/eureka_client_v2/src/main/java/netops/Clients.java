package netops;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.discovery.DiscoveryClient;
import com.netflix.discovery.EurekaClientConfig;
import com.netflix.discovery.shared.transport.jersey3.Jersey3TransportClientFactories;

/** How version 2.x of the client is made. */
final class Clients {
  static final String VERSION = "2.0.6";

  static DiscoveryClient create(ApplicationInfoManager info, EurekaClientConfig config) {
    return new DiscoveryClient(info, config, Jersey3TransportClientFactories.getInstance());
  }
}
