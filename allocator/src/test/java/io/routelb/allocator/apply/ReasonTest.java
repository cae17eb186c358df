package io.routelb.allocator.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.allocator.plan.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users read of a reason. */
final class ReasonTest {
    private static final Path PAGE = Path.of(System.getProperty("routelb.root"), "docs", "reference", "reasons.md");

    @ParameterizedTest
    @EnumSource
    void everyReasonHasALineInTheReference(Reason reason) throws IOException {
        boolean documented = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .anyMatch(line -> line.substring(0, line.indexOf("|", 2)).contains("`" + reason.code() + "`"));

        assertTrue(documented, () -> reason.code() + " has no line in " + PAGE);
    }

    @Test
    void codesAreWordsAsKubernetesWritesThem() {
        assertEquals("PoolExhausted", Reason.POOL_EXHAUSTED.code());
        assertEquals("LoadBalancerIPDeprecated", Reason.LOAD_BALANCER_IP_DEPRECATED.code());
    }
}
