package io.routelb.allocator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.Cluster;
import io.routelb.allocator.plan.TestService;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceGroupView;
import io.routelb.model.ServiceGroupView.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupJudgeTest {
    /** {@code first} is older than {@code second}. */
    private static Cluster cluster() {
        return new Cluster()
                .group("first", "198.51.100.0/29 198.51.100.0/24")
                .group("second", "198.51.100.16/29 198.51.100.0/24");
    }

    private static ServiceGroupView view(String name, int created, String... pools) {
        Cluster other = new Cluster().group(TestService.at(created), name, Kind.REMOTE, Set.of(), pools);
        return Optional.ofNullable(other.groups.get(key(name))).orElseThrow();
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(Cluster.SETTINGS.installNamespace(), name);
    }

    private static GroupJudge judge(Cluster cluster) {
        return new GroupJudge(cluster.snapshot(), Cluster.SETTINGS, TestService.at(200));
    }

    private static String said(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Allowed allowed -> allowed.warnings().isEmpty() ? "yes" : "warned";
            case Judgement.Denied denied -> denied.reason();
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a range of its own        | 198.51.100.32/29                | 198.51.100.0/24 | yes
            an overlap                | 198.51.100.4-198.51.100.40      | 198.51.100.0/24 | Overlaps
            a repetition              | 198.51.100.0/29                 | 198.51.100.0/24 | Duplicate
            reversed                  | 198.51.100.40-198.51.100.32     | 198.51.100.0/24 | InvalidRange
            host bits                 | 198.51.100.33/29                | 198.51.100.0/24 | InvalidRange
            outside its subnet        | 203.0.113.0/29                  | 198.51.100.0/24 | OutsideSubnet
            every address             | 0.0.0.0/0                       | 0.0.0.0/0       | InvalidRange
            two families              | 198.51.100.32-2001:db8::9       | 198.51.100.0/24 | InvalidRange
            2^128 addresses           | ::/0                            | ::/0            | InvalidRange
            """)
    void aGroupIsJudgedWhenItIsCreated(String description, String pool, String subnet, String expected) {
        Judgement judgement = judge(cluster()).written(Optional.empty(), view("new", 100, pool + " " + subnet));
        assertEquals(expected, said(judgement), description + ": " + judgement);
    }

    /** By the planner's rule the older group wins: without this, the edit would put the younger one out of force. */
    @Test
    void anOlderGroupMayNotGrowOverAYoungerOne() {
        Judgement.Denied denied = assertInstanceOf(
                Judgement.Denied.class,
                judge(cluster())
                        .written(
                                Optional.of(view("first", 0, "198.51.100.0/29 198.51.100.0/24")),
                                view("first", 0, "198.51.100.0/27 198.51.100.0/24")));
        assertTrue(
                denied.message().startsWith("ServiceGroup second would no longer be accepted: pool "),
                denied.message());
        assertTrue(denied.message().contains("of ServiceGroup first"), denied.message());
    }

    @Test
    void anOldFaultIsNotHeldAgainstAnotherChange() {
        ServiceGroupView wrong = view("wrong", 50, "198.51.100.0/28 198.51.100.0/24");
        Cluster cluster = cluster();
        cluster.groups.put(wrong.key(), wrong);
        Cluster relisted = new Cluster()
                .group(TestService.at(50), "wrong", Kind.REMOTE, Set.of("web"), "198.51.100.0/28 198.51.100.0/24");
        ServiceGroupView other =
                Optional.ofNullable(relisted.groups.get(wrong.key())).orElseThrow();
        assertEquals("warned", said(judge(cluster).written(Optional.of(wrong), other)));
        assertEquals("yes", said(judge(cluster).written(Optional.of(wrong), wrong)));
    }

    @Test
    void aGroupElsewhereIsAllowedAndSaidToBeOfNoUse() {
        ServiceGroupView here = view("new", 100, "198.51.100.0/29 198.51.100.0/24");
        ServiceGroupView there = new ServiceGroupView(
                new ObjectKey("web", "new"),
                here.uid(),
                here.created(),
                1,
                "1",
                here.kind(),
                here.pools(),
                here.namespaces(),
                here.policy(),
                here.external());
        assertEquals("warned", said(judge(cluster()).written(Optional.empty(), there)));
    }

    @Test
    void shrinkingAndDeletingNameTheServicesLeftBehind() {
        Cluster cluster = cluster();
        for (int i = 0; i < 7; i++) {
            cluster.service(TestService.named("s" + i).created(i).group("first"));
        }
        cluster.settle();
        Judgement.Allowed shrunk = assertInstanceOf(
                Judgement.Allowed.class,
                judge(cluster)
                        .written(
                                Optional.of(view("first", 0, "198.51.100.0/29 198.51.100.0/24")),
                                view("first", 0, "198.51.100.0/31 198.51.100.0/24")));
        assertEquals(
                "Services keep addresses that no ServiceGroup will cover: web/s2, web/s3, web/s4, web/s5, web/s6",
                shrunk.warnings().getFirst());
        Judgement.Allowed deleted =
                assertInstanceOf(Judgement.Allowed.class, judge(cluster).deleted(key("first")));
        assertTrue(
                deleted.warnings().getFirst().endsWith("web/s4 and 2 more"),
                deleted.warnings().getFirst());
        assertEquals("yes", said(judge(cluster).deleted(key("second"))));
    }
}
