package io.routelb.redistribution.bgp.speaker;

import io.routelb.model.Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A node's speaker as a process of its own, so that it can live in a network namespace. Each line of standard input is the complete
 * set of routes, or {@code close}; each is answered with one line once the router has been told. Ends with its input.
 */
final class InteropSpeaker {
    private InteropSpeaker() {}

    public static void main(String[] args) throws IOException {
        NativeBackend backend = new NativeBackend();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("close")) {
                    backend.close();
                    System.out.println(backend.status());
                    continue;
                }
                Set<Prefix> routes = Arrays.stream(line.split(" ", -1))
                        .filter(each -> !each.isBlank())
                        .map(Prefix::of)
                        .collect(Collectors.toSet());
                backend.apply(Lab.intent(
                                64512,
                                "10.0.0.11",
                                0,
                                List.of(Lab.peer("192.0.2.1", 64500, 64512, 179, "192.0.2.11")),
                                routes))
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
                System.out.println(backend.status());
            }
        }
        backend.close();
    }
}
