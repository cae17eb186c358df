package io.routelb.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.LabelSelector.Operator;
import io.routelb.model.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelSelectorTest {
    private static final Map<String, String> LABELS = Map.of("zone", "a", "disk", "", "rack", "7");

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource({
        "zone, IN, a, true",
        "zone, IN, 'b,a', true",
        "zone, IN, b, false",
        "gone, IN, a, false",
        "zone, NOT_IN, b, true",
        "zone, NOT_IN, 'a,b', false",
        "gone, NOT_IN, a, true",
        "disk, EXISTS, '', true",
        "gone, EXISTS, '', false",
        "gone, DOES_NOT_EXIST, '', true",
        "disk, DOES_NOT_EXIST, '', false",
    })
    void judgesEachOperatorAsKubernetesDoes(String key, Operator operator, String values, boolean matches) {
        Set<String> wanted = values.isEmpty() ? Set.of() : Set.of(values.split(",", -1));
        LabelSelector selector = new LabelSelector(Map.of(), List.of(new Requirement(key, operator, wanted)));
        assertEquals(matches, selector.matches(LABELS));
    }

    @Test
    void theEmptyOneMatchesEverything() {
        assertTrue(LabelSelector.ALL.isCatchAll());
        assertTrue(LabelSelector.ALL.matches(Map.of()));
        assertTrue(LabelSelector.ALL.matches(LABELS));
    }

    @Test
    void allOfItMustMatch() {
        Requirement rack = new Requirement("rack", Operator.EXISTS, Set.of());
        assertTrue(new LabelSelector(Map.of("zone", "a"), List.of(rack)).matches(LABELS));
        assertFalse(new LabelSelector(Map.of("zone", "b"), List.of(rack)).matches(LABELS));
        assertFalse(new LabelSelector(Map.of("zone", "a"), List.of(rack)).matches(Map.of("zone", "a")));
        assertFalse(new LabelSelector(Map.of("zone", "a"), List.of()).isCatchAll());
        assertFalse(new LabelSelector(Map.of(), List.of(rack)).isCatchAll());
    }

    @Property(tries = 200)
    void aRequirementAndItsOppositeNeverAgree(@ForAll Map<String, String> labels, @ForAll String value) {
        assertEquals(matches(labels, Operator.IN, Set.of(value)), !matches(labels, Operator.NOT_IN, Set.of(value)));
        assertEquals(matches(labels, Operator.EXISTS, Set.of()), !matches(labels, Operator.DOES_NOT_EXIST, Set.of()));
    }

    private static boolean matches(Map<String, String> labels, Operator operator, Set<String> values) {
        String key = labels.keySet().stream().findFirst().orElse("key");
        return new LabelSelector(Map.of(), List.of(new Requirement(key, operator, values))).matches(labels);
    }
}
