package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import java.util.ArrayList;
import java.util.List;

/** What a Service's status may say. */
final class ServiceStatusValidation {
    private ServiceStatusValidation() {}

    static List<Cause> causes(JsonObject service) {
        List<Cause> causes = new ArrayList<>();
        List<JsonObject> ingress = Json.objects(Json.object(Json.object(service, "status"), "loadBalancer"), "ingress");
        String at = "status.loadBalancer.ingress";
        if (!ingress.isEmpty() && !ServiceDefaults.isLoadBalancer(Json.object(service, "spec"))) {
            causes.add(Cause.forbidden(at, "may only be used when `spec.type` is \"LoadBalancer\""));
        }
        for (int i = 0; i < ingress.size(); i++) {
            JsonObject entry = ingress.get(i);
            String ip = Json.string(entry, "ip");
            String mode = Json.string(entry, "ipMode");
            if (!ip.isEmpty() && Ips.parse(ip).isEmpty()) {
                causes.add(Cause.invalid(at + "[" + i + "].ip", ip, "must be a valid IP address"));
            }
            if (!mode.isEmpty() && ip.isEmpty()) {
                causes.add(Cause.forbidden(at + "[" + i + "].ipMode", "may not be specified when `ip` is not set"));
            }
            if (!mode.isEmpty() && !List.of("VIP", "Proxy").contains(mode)) {
                causes.add(Cause.notSupported(at + "[" + i + "].ipMode", mode, "Proxy", "VIP"));
            }
            String host = Json.string(entry, "hostname");
            if (!host.isEmpty() && Ips.parse(host).isPresent()) {
                causes.add(Cause.invalid(at + "[" + i + "].hostname", host, "must be a DNS name, not an IP address"));
            }
        }
        return causes;
    }
}
