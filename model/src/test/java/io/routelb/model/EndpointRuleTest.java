package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointRuleTest {
    /** Endpoints are {@code node:letters}; r = ready, s = serving, t = terminating. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                                    | ''                | ''
            a ready one                                | n1:rs             | n1
            not ready                                  | n1:               | ''
            ready on two nodes, twice on one           | n1:rs n1:rs n2:rs | n1,n2
            serving while terminating, none ready      | n1:st             | n1
            serving while terminating, one ready       | n1:st n2:rs       | n2
            serving while terminating and ready, a node| n1:st n1:rs       | n1
            terminating and no longer serving          | n1:t              | ''
            ready but its slice says not serving       | n1:r              | n1
            a ready one that names no node             | :rs n1:st         | ''
            """)
    void usesReadyEndpointsElseServingOnes(String description, String endpoints, String nodes) {
        List<EndpointView> views = Arrays.stream(endpoints.split(" ", -1))
                .filter(text -> !text.isEmpty())
                .map(EndpointRuleTest::endpoint)
                .toList();
        assertEquals(nodes, String.join(",", EndpointRule.usableNodes(views)), description);
    }

    @Property(tries = 300)
    void namesANodeOnlyForAnEndpointItHas(@ForAll List<Integer> seeds) {
        List<EndpointView> views = seeds.stream()
                .map(seed -> new EndpointView(
                        "n" + Math.floorMod(seed, 4), (seed & 8) != 0, (seed & 16) != 0, (seed & 32) != 0))
                .toList();
        Set<String> usable = EndpointRule.usableNodes(views);
        boolean anyReady = views.stream().anyMatch(EndpointView::ready);
        Set<String> expected = new TreeSet<>();
        for (EndpointView view : views) {
            if (anyReady ? view.ready() : view.serving()) {
                expected.add(view.nodeName());
            }
        }
        assertEquals(expected, usable);
        assertTrue(!anyReady || !usable.isEmpty());
    }

    private static EndpointView endpoint(String text) {
        String[] parts = text.split(":", -1);
        return new EndpointView(parts[0], parts[1].contains("r"), parts[1].contains("s"), parts[1].contains("t"));
    }
}
