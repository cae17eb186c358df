package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The kubelet waits longer than the agent takes. */
class StopGraceTest {
    private static final Pattern GRACE =
            Pattern.compile("^ +terminationGracePeriodSeconds: (\\d+)$", Pattern.MULTILINE);

    @Test
    void thePodIsGivenMoreTimeThanTheLongestStopTakes() throws IOException {
        Matcher grace = GRACE.matcher(
                Files.readString(Path.of(System.getProperty("routelb.root"), "deploy", "base", "lb-node.yaml")));
        assertTrue(grace.find());
        Duration given = Duration.ofSeconds(Long.parseLong(grace.group(1)));
        // What is over is for the kubelet to notice, and for a machine that is slow.
        assertTrue(given.compareTo(AgentLoop.STOP_LIMIT.plusSeconds(10)) >= 0, given.toString());
    }
}
