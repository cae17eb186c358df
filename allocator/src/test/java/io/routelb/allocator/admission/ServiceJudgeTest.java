package io.routelb.allocator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.TestService;
import io.routelb.model.IpFamily;
import io.routelb.model.ServiceView;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceJudgeTest {
    private static final String SHARE = "purelb.io/allow-shared-ip";

    /** Pools {@code default} and {@code small}, the latter full; {@code shared} holds 198.51.100.1 with the key k. */
    private static Cluster cluster() {
        return new Cluster()
                .group("default", "198.51.100.0/29 198.51.100.0/24")
                .group("small", "203.0.113.1-203.0.113.1 203.0.113.0/24")
                .group("broken", "10.0.0.9-10.0.0.1 10.0.0.0/24")
                .service(TestService.named("old").created(1).pin("198.51.100.0"))
                .service(TestService.named("shared")
                        .created(2)
                        .pin("198.51.100.1")
                        .annotate(SHARE, "k"))
                .service(TestService.named("full").created(3).group("small"))
                .settle();
    }

    private static Judgement judge(Cluster cluster, Optional<ServiceView> before, ServiceView after) {
        return new ServiceJudge(cluster.snapshot(), Cluster.SETTINGS, TestService.at(100)).written(before, after);
    }

    private static TestService fresh() {
        return TestService.named("new").created(50);
    }

    record Row(String description, TestService service, String said) {
        @Override
        public String toString() {
            return description;
        }
    }

    static Stream<Row> created() {
        return Stream.of(
                new Row("nothing in particular", fresh(), "yes"),
                new Row("a free address", fresh().pin("198.51.100.5"), "yes"),
                new Row("a group with room", fresh().group("default"), "yes"),
                new Row("no address at all", fresh().pin("soon"), "AddressInvalid"),
                new Row("an address in no group", fresh().pin("192.0.2.1"), "AddressNotInGroup"),
                new Row("an address somebody has", fresh().pin("198.51.100.0"), "AddressInUse"),
                new Row("an address of the other family", fresh().pin("2001:db8::1"), "FamilyMismatch"),
                new Row("two addresses of one family", fresh().pin("198.51.100.5,198.51.100.6"), "FamilyMismatch"),
                new Row("the same address twice", fresh().pin("198.51.100.5,198.51.100.5"), "FamilyMismatch"),
                new Row("the deprecated field, wrong", fresh().loadBalancerIP("x"), "AddressInvalid"),
                new Row("a group that is not there", fresh().group("nowhere"), "GroupNotFound"),
                new Row(
                        "a group without the family",
                        fresh().single(IpFamily.IPV6).group("default"),
                        "NoPoolForFamily"),
                new Row("a full group, which may empty", fresh().group("small"), "warned"),
                new Row("a group with a fault of its own", fresh().group("broken"), "warned"),
                new Row("not a load balancer", fresh().type("ClusterIP").pin("x"), "yes"),
                new Row(
                        "somebody else's class",
                        fresh().loadBalancerClass("example.org/other").pin("x"),
                        "yes"),
                new Row("being deleted", fresh().deleting().pin("x"), "yes"));
    }

    @ParameterizedTest
    @MethodSource("created")
    void aServiceIsJudgedWhenItIsCreated(Row row) {
        Judgement judgement = judge(cluster(), Optional.empty(), row.service().view());
        String said = switch (judgement) {
            case Judgement.Allowed allowed -> allowed.warnings().isEmpty() ? "yes" : "warned";
            case Judgement.Denied denied -> denied.reason();
        };
        assertEquals(row.said(), said, judgement.toString());
    }

    record Edit(String description, String service, UnaryOperator<TestService> edit, String said) {
        @Override
        public String toString() {
            return description;
        }
    }

    /** {@code wrong} pinned an address in no group when nobody judged. */
    static List<Edit> edits() {
        return List.of(
                new Edit("a label or status only", "wrong", service -> service, "yes"),
                new Edit("another fault", "wrong", service -> service.pin("x"), "AddressInvalid"),
                new Edit("the fault is mended", "wrong", service -> service.pin("198.51.100.6"), "yes"),
                new Edit("an old fault stays, beside another change", "wrong", s -> s.annotate(SHARE, "k"), "warned"),
                new Edit("no longer asking", "wrong", service -> service.type("ClusterIP"), "yes"),
                new Edit("moving to a free address", "old", service -> service.pin("198.51.100.6"), "yes"),
                new Edit("moving to a taken address", "old", service -> service.pin("203.0.113.1"), "AddressInUse"),
                new Edit("our own marks", "old", s -> s.annotate("purelb.io/allocated-from", "x"), "yes"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void onlyWhatTheChangeBringsAboutIsHeldAgainstIt(Edit row) {
        Cluster cluster = cluster()
                .service(TestService.named("wrong").created(5).pin("192.0.2.1"))
                .settle();
        ServiceView before = cluster.view(row.service());
        Judgement judgement = judge(
                cluster,
                Optional.of(before),
                row.edit().apply(TestService.of(before)).view());
        String said = switch (judgement) {
            case Judgement.Allowed allowed -> allowed.warnings().isEmpty() ? "yes" : "warned";
            case Judgement.Denied denied -> denied.reason();
        };
        assertEquals(row.said(), said, judgement.toString());
    }

    @Test
    void theSentenceIsTheOneOfTheCondition() {
        Cluster cluster = cluster();
        ServiceView wrong = fresh().pin("198.51.100.0").view();
        Judgement.Denied denied = assertInstanceOf(Judgement.Denied.class, judge(cluster, Optional.empty(), wrong));
        cluster.service(TestService.of(wrong)).settle();
        assertEquals(
                denied.message(), cluster.view("new").conditions().getFirst().message());
        assertTrue(denied.message().contains("web/old"), denied.message());
    }
}
