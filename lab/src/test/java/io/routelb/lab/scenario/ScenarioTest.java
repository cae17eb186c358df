package io.routelb.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void listsEveryScenarioOnceUnderANameOfOneWord() {
        List<String> names = Scenario.all().stream().map(Scenario::name).toList();
        assertEquals(names.size(), names.stream().distinct().count());
        assertEquals(
                Stream.of(ClusterScenario.class, PeerScenario.class)
                        .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
                        .collect(Collectors.toSet()),
                Scenario.all().stream().map(Object::getClass).collect(Collectors.toSet()));
        for (Scenario scenario : Scenario.all()) {
            assertTrue(scenario.name().matches("[a-z][a-z0-9-]*"), scenario.name());
            assertFalse(scenario.summary().contains("\n"), scenario.name());
        }
    }

    @Test
    void aScenarioIsFoundByTheNameItHadBefore() {
        assertEquals(
                Optional.of("node-crash-leftovers"),
                Scenario.named("agent-crash").map(Scenario::name));
        assertEquals(
                Optional.of(Scenario.Kind.CLUSTER),
                Scenario.named("bgp-unnumbered").map(Scenario::kind));
        assertTrue(Scenario.named("no-such-scenario").isEmpty());
    }

    @Test
    void writesFiguresInTheOrderMeasuredOnOneLine() {
        Figures figures = new Figures()
                .put("passed", true)
                .seconds("took_s", Duration.ofMillis(1234))
                .put("spread", Map.of("n1", 3))
                .putAll(new Figures().put("text", "a \"quoted\"\nline"));
        assertEquals(
                "{\"passed\":true,\"took_s\":1.234,\"spread\":{\"n1\":3},\"text\":\"a \\\"quoted\\\"\\nline\"}",
                figures.line());
    }
}
