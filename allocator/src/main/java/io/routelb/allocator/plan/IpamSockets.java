package io.routelb.allocator.plan;

import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.External;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the IPAM of each external ServiceGroup answers. The group's own word counts. Where the group is gone, what was written on the
 * Service does, if it names a socket beside one that a group names or in the usual place: whoever may write a Service is not to
 * choose what the allocator connects to.
 */
record IpamSockets(Map<String, String> byGroup) {
    private static final Set<String> USUAL = Set.of("/var/run/purelb", "/run/purelb");

    IpamSockets {
        byGroup = Map.copyOf(byGroup);
    }

    static IpamSockets of(ClusterSnapshot snapshot, PlanSettings settings) {
        return new IpamSockets(snapshot.serviceGroups().values().stream()
                .filter(group -> group.key().namespace().equals(settings.installNamespace()))
                .filter(group -> group.external()
                        .map(External::socket)
                        .filter(IpamClaims::isPath)
                        .isPresent())
                .collect(Collectors.toMap(group -> group.key().name(), IpamSockets::socket)));
    }

    Optional<String> of(String group) {
        return Optional.ofNullable(byGroup.get(group));
    }

    /** Where to return what the claim says; empty when nobody can know. */
    Optional<String> of(String group, IpamClaims.Claim claim) {
        return of(group).or(() -> Optional.of(claim.socket()).filter(this::isPlausible));
    }

    private boolean isPlausible(String socket) {
        Set<String> directories = new HashSet<>(USUAL);
        byGroup.values().forEach(known -> directories.add(directory(known)));
        return directories.contains(directory(socket)) && !socket.contains("/../");
    }

    private static String directory(String socket) {
        return socket.substring(0, Math.max(0, socket.lastIndexOf('/')));
    }

    private static String socket(ServiceGroupView group) {
        return group.external().map(External::socket).orElseThrow();
    }
}
