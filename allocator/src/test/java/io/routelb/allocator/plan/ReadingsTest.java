package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import inet.ipaddr.IPAddressString;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import io.routelb.model.ServiceGroupView.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReadingsTest {
    private final Readings readings = new Readings(Cluster.SETTINGS);

    @Test
    void aGroupIsJudgedAgainWhenItsUserChangesItAndNotWhenItsStatusIsWritten() {
        GroupCatalog first = readings.catalog(List.of(group(1, "10", false)));
        assertSame(first, readings.catalog(List.of(group(1, "11", false))), "another version");
        assertSame(first, readings.catalog(List.of(group(1, "12", true))), "an address cools");
        assertNotSame(first, readings.catalog(List.of(group(2, "13", true))), "another generation");
    }

    private static ServiceGroupView group(long generation, String version, boolean cooling) {
        return new ServiceGroupView(
                new ObjectKey(Cluster.SETTINGS.installNamespace(), "default"),
                "uid",
                Instant.EPOCH,
                generation,
                version,
                Kind.REMOTE,
                List.of(),
                Set.of(),
                Policy.PLAIN,
                Optional.empty(),
                cooling ? Map.of(new IPAddressString("192.0.2.1").getAddress(), Instant.EPOCH) : Map.of());
    }
}
