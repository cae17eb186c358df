package io.routelb.allocator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.routelb.model.Annotations;
import io.routelb.model.ServiceGroupView.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code purelb.io/re-evaluate}: looked at once as if new, and what is valid stays. */
final class ReEvaluateTest {
    private static final String POOL = "198.51.100.10-198.51.100.12 198.51.100.0/24";
    private static final String NEW_POOL = "203.0.113.0/28 203.0.113.0/24";

    private final Cluster cluster =
            new Cluster().group("default", POOL).service(TestService.named("a")).settle();

    private Cluster ask(String value) {
        return cluster.edit("a", service -> service.annotate(Annotations.RE_EVALUATE, value));
    }

    private void assertAsksNoLonger() {
        assertFalse(cluster.view("a").annotations().containsKey(Annotations.RE_EVALUATE));
    }

    @Test
    void aValidAddressStaysAndTheAnnotationGoes() {
        ask("true").settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertAsksNoLonger();
    }

    @Test
    void anAddressOutsideEveryPoolIsReplacedWithAnOverlap() {
        cluster.group("default", NEW_POOL).settle();
        assertEquals("AddressOutsidePools", cluster.reason("a"));
        ask("true").apply();
        assertEquals(List.of("203.0.113.0", "198.51.100.10"), cluster.addresses("a"));
        assertAsksNoLonger();

        cluster.settle();
        assertEquals(List.of("203.0.113.0"), cluster.addresses("a"));
        assertEquals("Allocated", cluster.reason("a"));
    }

    @Test
    void whereNothingElseCanBeHadTheOldAddressStays() {
        cluster.withoutGroup("default").settle();
        ask("true");
        assertEquals(List.of("GroupNotFound"), cluster.events("a"));
        cluster.settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertAsksNoLonger();
    }

    @Test
    void multiPoolIsCompletedAndRangesThatAreGoneAreDropped() {
        cluster.group(TestGroup.named("default").pools(POOL, NEW_POOL).multiPool(true))
                .settle();
        assertEquals(List.of("198.51.100.10", "203.0.113.0"), cluster.addresses("a"));
        cluster.group(TestGroup.named("default")
                        .pools(NEW_POOL, "192.0.2.0/28 192.0.2.0/24")
                        .multiPool(true))
                .settle();
        assertEquals(3, cluster.addresses("a").size());

        ask("true").settle();
        assertEquals(List.of("203.0.113.0", "192.0.2.0"), cluster.addresses("a"));
        assertAsksNoLonger();
    }

    @Test
    void anythingElseIsRemovedWithAWarning() {
        ask("yes");
        assertEquals(List.of("AnnotationInvalid"), cluster.events("a"));
        cluster.settle();

        assertEquals(List.of("198.51.100.10"), cluster.addresses("a"));
        assertAsksNoLonger();
    }

    @Test
    void itStaysUntilAnIpamHasAnswered() {
        cluster.group(TestGroup.named("ext").external(Kind.REMOTE))
                .withoutGroup("default")
                .edit("a", service -> service.group("ext"));
        ask("true").settle();

        assertEquals("true", cluster.view("a").annotation(Annotations.RE_EVALUATE));
    }
}
