package io.routelb.redistribution.bgp.speaker;

import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SessionPassword;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A node's speaker as a process of its own, so that it can live in a network namespace. Each line of standard input is {@code close}
 * or the complete state: routes, and before them what the peers are asked for, {@code password=...}, {@code hops=...},
 * {@code passive=yes} (the router dials), {@code bfd=...} (milliseconds, times 3), {@code bfdkey=...} (its secret, with the ID 7) and
 * {@code peers=both} (a session over IPv6, too). Each is answered with one line once the
 * routers have been told. Ends with its input.
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
                backend.apply(intent(List.of(line.split(" ", -1))))
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
                System.out.println(backend.status());
            }
        }
        backend.close();
    }

    private static RoutingIntent intent(List<String> words) {
        Map<String, String> settings = words.stream()
                .filter(each -> each.contains("="))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        Set<Prefix> routes = words.stream()
                .filter(each -> each.contains("/"))
                .map(Prefix::of)
                .collect(Collectors.toSet());
        PeerOptions options = PeerOptions.DEFAULT;
        if (settings.containsKey("password")) {
            options = options.withPassword(new SessionPassword(settings.getOrDefault("password", "")));
        }
        if (settings.containsKey("hops")) {
            options = options.withTtlSecurityHops(Integer.parseInt(settings.getOrDefault("hops", "")));
        }
        if (settings.containsKey("bfd")) {
            options = options.withBfd(bfd(settings));
        }
        boolean passive = settings.containsKey("passive");
        List<RoutingIntent.Peer> peers = new ArrayList<>();
        peers.add(Lab.peer("192.0.2.1", 64500, 64512, 179, "192.0.2.11").withOptions(options));
        if (settings.containsKey("peers")) {
            peers.add(Lab.peer("2001:db8:0:2::1", 64500, 64512, 179, "2001:db8:0:2::11")
                    .withOptions(options));
        }
        return Lab.intent(
                64512,
                "10.0.0.11",
                passive ? 179 : 0,
                peers.stream().map(each -> passive ? Lab.passive(each) : each).toList(),
                routes);
    }

    private static PeerOptions.Bfd bfd(Map<String, String> settings) {
        Duration interval = Duration.ofMillis(Long.parseLong(settings.getOrDefault("bfd", "")));
        Optional<PeerOptions.BfdKey> key = Optional.ofNullable(settings.get("bfdkey"))
                .map(secret -> new PeerOptions.BfdKey(7, new SessionPassword(secret)));
        return new PeerOptions.Bfd(interval, interval, 3, false, key);
    }
}
