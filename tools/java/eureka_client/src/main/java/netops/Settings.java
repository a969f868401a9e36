package netops;

import com.netflix.appinfo.ApplicationInfoManager;
import com.netflix.appinfo.EurekaInstanceConfig;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import com.netflix.appinfo.MyDataCenterInstanceConfig;
import com.netflix.appinfo.providers.EurekaConfigBasedInstanceInfoProvider;
import com.netflix.discovery.DefaultEurekaClientConfig;
import com.netflix.discovery.EurekaClientConfig;
import java.util.List;

/** Settings of the client: everything stock but the addresses and one-second intervals. */
final class Settings {
  static ApplicationInfoManager info(String app, String id, int port) {
    EurekaInstanceConfig config = instance(app, id, port);
    var manager = new ApplicationInfoManager(config, new EurekaConfigBasedInstanceInfoProvider(config).get());
    manager.setInstanceStatus(InstanceStatus.UP);
    return manager;
  }

  static EurekaClientConfig client(String url, boolean register) {
    return new DefaultEurekaClientConfig() {
      @Override
      public List<String> getEurekaServerServiceUrls(String zone) {
        return List.of(url);
      }

      @Override
      public boolean shouldRegisterWithEureka() {
        return register;
      }

      @Override
      public boolean shouldEnforceRegistrationAtInit() {
        return register;
      }

      @Override
      public int getRegistryFetchIntervalSeconds() {
        return 1;
      }

      @Override
      public int getInitialInstanceInfoReplicationIntervalSeconds() {
        return 1;
      }
    };
  }

  private static EurekaInstanceConfig instance(String app, String id, int port) {
    return new MyDataCenterInstanceConfig() {
      @Override
      public String getInstanceId() {
        return id;
      }

      @Override
      public String getAppname() {
        return app;
      }

      @Override
      public String getVirtualHostName() {
        return app.toLowerCase();
      }

      @Override
      public int getNonSecurePort() {
        return port;
      }

      @Override
      public String getHostName(boolean refresh) {
        return "127.0.0.1";
      }

      @Override
      public String getIpAddress() {
        return "127.0.0.1";
      }

      @Override
      public int getLeaseRenewalIntervalInSeconds() {
        return 1;
      }

      @Override
      public int getLeaseExpirationDurationInSeconds() {
        return 10;
      }
    };
  }
}
