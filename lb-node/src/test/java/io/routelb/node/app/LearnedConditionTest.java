package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.model.Condition;
import io.routelb.model.Prefix;
import io.routelb.node.routes.Refusal;
import io.routelb.node.routes.kernel.RouteReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node says of learned routes. */
class LearnedConditionTest {
    private static RouteReport report(String problem, Refusal.Kind... kinds) {
        Map<Refusal.Kind, Integer> counts = new EnumMap<>(Refusal.Kind.class);
        List<RouteReport.Example> examples = new ArrayList<>();
        for (Refusal.Kind kind : kinds) {
            counts.merge(kind, 2, Integer::sum);
            examples.add(new RouteReport.Example(Prefix.of("10.0.0.0/8"), new Refusal(kind, "so it is")));
        }
        return new RouteReport(true, 7, counts, examples, 0, problem);
    }

    @Test
    void whatIsShieldedIsNamedAndNoFault() {
        assertEquals(
                new Condition(
                        "LearnedRoutes",
                        true,
                        "Installed",
                        "the kernel has 7 learned routes and not 2 others, such as 10.0.0.0/8: so it is"),
                NodeConditions.learned(report("", Refusal.Kind.SHIELDED)));
        assertEquals(
                new Condition("LearnedRoutes", true, "Installed", "the kernel has 7 learned routes"),
                NodeConditions.learned(report("")));
    }

    @Test
    void theFirstFaultIsTheReason() {
        Condition condition =
                NodeConditions.learned(report("", Refusal.Kind.SHIELDED, Refusal.Kind.TAKEN, Refusal.Kind.TOO_MANY));
        assertEquals("MaxPrefixes", condition.reason());
        assertEquals(false, condition.status());
    }

    @Test
    void anUnreadableKernelAndAnUnaskedOneAreSaidSo() {
        assertEquals("KernelUnreadable", NodeConditions.learned(report("gone")).reason());
        assertEquals("NotInstalled", NodeConditions.learned(RouteReport.NONE).reason());
    }
}
