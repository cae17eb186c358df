package io.routelb.node.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.NodeView;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pod CIDRs are believed. */
class PodNetworksTest {
    private static PodNetworks of(Meshes lab) {
        return PodNetworks.of(lab.nodes.values());
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "10.99.0.0/24           | 10.99.0.0/24              |                                      | instead of the spec's",
                "10.99.0.0/24, fd09::/64| 10.99.0.0/24 fd09::/64    |                                      | both families",
                "10.99.0.1/24           | 10.244.1.0/24 fd00:1::/64 | did you mean 10.99.0.0/24            | host bits",
                "10.99.0.0              | 10.244.1.0/24 fd00:1::/64 | no prefix length                     | no prefix",
                "nonsense               | 10.244.1.0/24 fd00:1::/64 | is not an IP address                 | no address",
                "0.0.0.0/0              |                           | overlaps 0.0.0.0/8                   | everything",
                "::/0                   |                           | overlaps ::/127                      | everything of IPv6",
                "192.0.0.0/16           |                           | holds 192.0.2.11                     | the nodes' own network",
                "192.0.2.12/32          |                           | holds 192.0.2.12, the address of node n2 | another node",
                "10.244.2.0/24          |                           | overlaps 10.244.2.0/24 of node n2    | another's pods",
                "10.244.2.128/25        |                           | overlaps 10.244.2.0/24 of node n2    | some of another's pods",
                "10.244.0.0/16          |                           | overlaps 10.244.2.0/24 of node n2    | everybody's pods",
                "169.254.7.0/24         |                           | overlaps 169.254.0.0/16              | link-local"
            })
    void anAnnotationIsAClaim(String written, String believed, String problem, String why) {
        PodNetworks pods = of(Meshes.lab().annotate("n1", "pod-cidrs", written));
        String shown =
                String.join(" ", pods.of("n1").stream().map(Prefix::toString).toList());
        assertEquals(believed == null ? "" : believed, shown, why);
        String said = String.join("; ", pods.problems().getOrDefault("n1", List.of()));
        assertTrue(problem == null ? said.isEmpty() : said.contains(problem), said);
        assertEquals(
                List.of(Prefix.of("10.244.2.0/24"), Prefix.of("fd00:2::/64")), pods.of("n2"), "others keep theirs");
    }

    @Test
    void ofTwoOfOneKindTheFirstNodeHasIt() {
        PodNetworks pods = of(Meshes.lab().pods("n3", "10.244.1.0/24"));
        assertEquals(List.of(Prefix.of("10.244.1.0/24"), Prefix.of("fd00:1::/64")), pods.of("n1"));
        assertEquals(List.of(), pods.of("n3"));
        assertEquals(
                Map.of("n3", List.of("Node n3: pod CIDR 10.244.1.0/24 overlaps 10.244.1.0/24 of node n1")),
                pods.problems());
    }

    /** No two of them overlap, whatever is claimed, and the order in which nodes are looked at has no say. */
    @Property(tries = 500)
    void whatIsBelievedIsDisjoint(@ForAll long seed) {
        Random random = new Random(seed);
        Meshes lab = new Meshes();
        for (int i = 1; i <= 6; i++) {
            lab.node("n" + i, "192.0.2.1" + i).pods("n" + i, random(random));
            if (random.nextBoolean()) {
                lab.annotate("n" + i, "pod-cidrs", random(random));
            }
        }
        List<NodeView> order = new ArrayList<>(lab.nodes.values());
        PodNetworks pods = PodNetworks.of(order);
        Collections.shuffle(order, random);
        assertEquals(pods.byNode(), PodNetworks.of(order).byNode());
        Map<Prefix, String> owners = new HashMap<>();
        pods.byNode().forEach((node, cidrs) -> cidrs.forEach(cidr -> owners.put(cidr, node)));
        for (Prefix one : owners.keySet()) {
            for (Prefix other : owners.keySet()) {
                assertTrue(one.equals(other) || !one.contains(other.network()), one + " and " + other);
            }
        }
    }

    private static String random(Random random) {
        int length = 20 + random.nextInt(8);
        return Prefix.containing(
                        Prefix.of("10.0." + random.nextInt(64) + ".0/24").network(), length)
                .toString();
    }
}
