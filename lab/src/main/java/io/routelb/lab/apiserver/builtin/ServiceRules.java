package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Change;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Services: completed, checked, given cluster addresses and node ports. */
final class ServiceRules implements KindRules {
    private final ServiceAddresses addresses;
    private final boolean dualStack;

    ServiceRules(ServiceAddresses addresses, boolean dualStack) {
        this.addresses = addresses;
        this.dualStack = dualStack;
    }

    @Override
    public NameRule names() {
        return NameRule.LABEL_1035;
    }

    @Override
    public boolean answersDeletionWithObject() {
        return true;
    }

    @Override
    public JsonObject completed(JsonObject service, Optional<JsonObject> before) {
        ServiceDefaults.fill(service, before);
        JsonObject spec = Json.object(service, "spec");
        Optional<JsonObject> old = before.map(b -> Json.object(b, "spec"));
        ServiceDefaults.alignClusterIps(spec, old);
        ServiceFamilies.fill(spec, old, dualStack);
        return service;
    }

    @Override
    public List<Cause> validate(JsonObject service, Optional<JsonObject> before) {
        JsonObject spec = Json.object(service, "spec");
        List<Cause> causes =
                new ArrayList<>(new ServiceValidation(spec, before.map(b -> Json.object(b, "spec"))).causes());
        if (!dualStack) {
            causes.addAll(ServiceFamilies.beyondSingleStack(spec));
        }
        return causes;
    }

    @Override
    public List<Cause> validateStatus(JsonObject service, JsonObject before) {
        return ServiceStatusValidation.causes(service);
    }

    @Override
    public void allocate(Transaction tx, JsonObject service, Optional<JsonObject> before) throws ApiError {
        JsonObject metadata = Json.object(service, "metadata");
        Key key = new Key("services", Json.string(metadata, "namespace"), Json.string(metadata, "name"));
        JsonObject spec = Json.object(service, "spec");
        List<Cause> causes = new ArrayList<>();
        if (ServiceDefaults.needsClusterIp(spec) && !ServiceDefaults.isHeadless(spec)) {
            giveAddresses(key, spec, causes);
        }
        givePorts(key, spec, causes);
        if (!causes.isEmpty()) {
            throw ApiError.invalid(BuiltinTypes.of("", "Service"), key.name(), causes);
        }
    }

    @Override
    public void committed(Change change) {
        switch (change) {
            case Change.Added added ->
                addresses.learn(added.key(), added.object().object());
            case Change.Modified modified -> {
                addresses.forget(modified.before().object());
                addresses.learn(modified.key(), modified.object().object());
            }
            case Change.Removed removed -> addresses.forget(removed.before().object());
        }
    }

    private void giveAddresses(Key key, JsonObject spec, List<Cause> causes) {
        List<String> families = Json.strings(spec, "ipFamilies");
        List<String> given = new ArrayList<>(Json.strings(spec, "clusterIPs"));
        for (String address : given) {
            addresses.refusal(key, "spec.clusterIPs", address).ifPresent(causes::add);
        }
        for (int i = given.size(); i < families.size(); i++) {
            Optional<String> free = addresses.freeAddress(families.get(i));
            free.ifPresentOrElse(
                    given::add,
                    () -> causes.add(
                            Cause.invalid("spec.clusterIPs", "", "failed to allocate a serviceIP: range is full")));
        }
        if (!given.isEmpty()) {
            spec.addProperty("clusterIP", given.getFirst());
            spec.add("clusterIPs", Json.stringArray(given));
        }
    }

    private void givePorts(Key key, JsonObject spec, List<Cause> causes) {
        boolean wanted = Json.string(spec, "type").equals("NodePort")
                || (ServiceDefaults.isLoadBalancer(spec) && Json.isTrue(spec, "allocateLoadBalancerNodePorts"));
        List<JsonObject> ports = Json.objects(spec, "ports");
        List<Integer> given = new ArrayList<>();
        for (JsonObject port : ports) {
            given.add(Json.integer(port, "nodePort", 0));
        }
        for (int i = 0; i < ports.size(); i++) {
            JsonObject port = ports.get(i);
            String protocol = Json.string(port, "protocol");
            String field = "spec.ports[" + i + "].nodePort";
            if (given.get(i) > 0) {
                addresses.refusal(key, field, protocol, given.get(i)).ifPresent(causes::add);
            } else if (wanted) {
                Optional<Integer> twin = twin(ports, given, i);
                Optional<Integer> chosen = twin.isPresent() ? twin : addresses.freePort(protocol, given);
                if (chosen.isPresent()) {
                    given.set(i, chosen.get());
                    port.addProperty("nodePort", chosen.get());
                } else {
                    causes.add(Cause.invalid(field, "0", "failed to allocate a nodePort: range is full"));
                }
            }
        }
        if (ServiceDefaults.needsHealthCheckPort(spec) && Json.integer(spec, "healthCheckNodePort", 0) == 0) {
            addresses.freePort("TCP", given).ifPresent(port -> spec.addProperty("healthCheckNodePort", port));
        }
    }

    /** The node port of the same port under another protocol: the two share it. */
    private static Optional<Integer> twin(List<JsonObject> ports, List<Integer> given, int index) {
        for (int i = 0; i < index; i++) {
            boolean same = Json.integer(ports.get(i), "port", 0) == Json.integer(ports.get(index), "port", 0);
            if (same && given.get(i) > 0) {
                return Optional.of(given.get(i));
            }
        }
        return Optional.empty();
    }
}
