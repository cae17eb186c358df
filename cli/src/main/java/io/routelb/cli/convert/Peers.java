package io.routelb.cli.convert;

import io.routelb.cli.offline.Manifest;
import io.routelb.cli.offline.ManifestException;
import io.routelb.model.Community;
import io.routelb.model.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the conversions of BGP peers share. */
final class Peers {
    static final String RESTART_IS_ON =
            "graceful restart was off unless asked for; RouteLB has it on. Where the router must not keep routes,"
                    + " write gracefulRestart: {enabled: false} into the RoutingConfig";

    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    private static final int LONGEST_NAME = 63;

    private Peers() {}

    /** A name Kubernetes takes, made of what others use for names. */
    static String name(String... parts) {
        String joined = String.join("-", parts).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = joined.substring(0, Math.min(joined.length(), LONGEST_NAME));
        return cut.replaceAll("^-+|-+$", "");
    }

    /** The number most of them have; of several the smallest. */
    static OptionalLong usual(Collection<Long> numbers) {
        Map<Long, Long> counts = new TreeMap<>();
        numbers.forEach(number -> counts.merge(number, 1L, Long::sum));
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }

    /** {@code asn}: a number, or the word for any. */
    static void asn(Tree peer, OptionalLong number, String word) {
        if (number.orElse(0) > 0) {
            peer.number("asn", number);
        } else {
            peer.text("asn", word);
        }
    }

    /** A duration as Go writes it; what was written otherwise is bad input. */
    static Optional<Duration> duration(Written in, String field) throws ManifestException {
        String text = in.text(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Times.parse(text);
        if (duration.isEmpty()) {
            throw in.wrong(field, "a duration such as 90s");
        }
        return duration;
    }

    static Optional<Duration> seconds(Written in, String field) throws ManifestException {
        OptionalLong number = in.number(field);
        return number.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(number.getAsLong()));
    }

    /** The three timers of a session; the longest time between two attempts is an hour. */
    static Tree timers(Optional<Duration> hold, Optional<Duration> keepalive, Optional<Duration> retry) {
        Tree timers = new Tree();
        hold.ifPresent(time -> timers.text("holdTime", Times.text(time)));
        keepalive.filter(time -> !time.isZero()).ifPresent(time -> timers.text("keepaliveTime", Times.text(time)));
        retry.filter(time -> !time.isZero())
                .map(time -> time.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : time)
                .ifPresent(time -> timers.text("connectRetryTime", Times.text(time)));
        return timers;
    }

    static Tree secret(String name, String key) {
        return new Tree().text("name", name).text("key", key);
    }

    /** A password in clear is not printed: where it goes instead. */
    static Tree passwordToMove(Conversion into, Manifest about, String field, String secret) {
        into.lost(
                about,
                field,
                "a password in clear is not printed; put it into a Secret: kubectl -n "
                        + into.settings().namespace() + " create secret generic " + secret
                        + " --from-literal=password=...");
        return secret(secret, "");
    }

    static void secretToCopy(Conversion into, Manifest about, String field) {
        into.check(
                about,
                field,
                "the Secret is read from namespace " + into.settings().namespace() + "; copy it there");
    }

    /** Communities, each by what it is: {@code 65000:1}, a number of 32 bits, {@code large:1:2:3} or {@code 1:2:3}, a well-known name. */
    static Tree communities(Written about, String field, Collection<String> written, Conversion into) {
        List<String> standard = new ArrayList<>();
        List<String> large = new ArrayList<>();
        for (String text : written) {
            try {
                if (text.matches("(large:)?[0-9]+:[0-9]+:[0-9]+")) {
                    String triple = text.replace("large:", "");
                    Community.parseLarge(triple);
                    large.add(triple);
                } else {
                    String one = text.matches("[0-9]{1,10}") ? pair(text) : text;
                    Community.parse(one);
                    standard.add(one);
                }
            } catch (InvalidValueException e) {
                into.lost(about.manifest(), about.path(field), e.sentence());
            }
        }
        return new Tree().texts("communities", standard).texts("largeCommunities", large);
    }

    private static String pair(String number) {
        long bits = Long.parseLong(number);
        return (bits >> 16) + ":" + (bits & 0xFFFF);
    }
}
