package io.routelb.cli;

import static io.routelb.cli.Fields.flag;
import static io.routelb.cli.Fields.objects;
import static io.routelb.cli.Fields.text;

import com.google.gson.JsonObject;
import io.routelb.model.Annotations;
import java.util.List;
import java.util.Optional;

/** What keeps a Service from being reached, as far as the allocator and the agents have said. Pure. */
final class ServiceTrouble {
    private static final String ALLOCATED = "routelb.io/AddressAllocated";

    private final ClusterState state;
    private final JsonObject service;

    ServiceTrouble(ClusterState state, JsonObject service) {
        this.state = state;
        this.service = service;
    }

    /** Empty when nothing does. */
    String sentence() {
        List<String> addresses = ClusterState.addresses(service);
        if (addresses.isEmpty()) {
            return "pending: " + pending();
        }
        boolean ours = text(service, "metadata", "annotations", Annotations.ALLOCATED_BY)
                .equals(Annotations.ALLOCATED_BY_VALUE);
        return !ours
                ? ""
                : addresses.stream()
                        .flatMap(address -> unreachable(address).stream())
                        .findFirst()
                        .orElse("");
    }

    private String pending() {
        return objects(service, "status", "conditions").stream()
                .filter(condition -> text(condition, "type").equals(ALLOCATED))
                .map(condition -> text(condition, "reason") + ": " + text(condition, "message"))
                .findFirst()
                .orElse("no address yet; is the allocator running?");
    }

    /** Why nobody is sent there: no node has it, or all that have it have a reason not to tell of it. */
    private Optional<String> unreachable(String address) {
        List<JsonObject> reports = state.nodeStatuses().stream()
                .flatMap(node -> objects(node, "status", "addresses").stream())
                .filter(entry -> text(entry, "address").equals(address))
                .toList();
        if (reports.stream()
                .anyMatch(entry ->
                        flag(entry, "inKernel") && text(entry, "reason").isEmpty())) {
            return Optional.empty();
        }
        String told = reports.stream()
                .filter(entry -> !text(entry, "reason").isEmpty())
                .map(entry -> text(entry, "reason") + ": " + text(entry, "message"))
                .findFirst()
                .orElse("no agent has reported it");
        boolean somewhere = reports.stream().anyMatch(entry -> flag(entry, "inKernel"));
        return Optional.of(address + (somewhere ? " is advertised by no node: " : " is on no node: ") + told);
    }
}
