package io.routelb.node.desired;

import io.routelb.model.LBNodeAgentView.AddressConfig;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long the kernel is to keep an address unless it is told again. In seconds; {@link #ENDLESS} is for ever.
 *
 * @param valid until the kernel takes the address away
 * @param preferred until the node no longer uses it for new connections of its own; at most {@code valid}
 * @param validFloor with less left than this the kernel is told again
 * @param preferredFloor likewise
 */
public record Lifetime(long valid, long preferred, long validFloor, long preferredFloor) {
    /** Seconds of a lifetime without end, as the kernel writes it. */
    public static final long ENDLESS = 0xffff_ffffL;

    /** Never taken away. */
    public static final Lifetime FOREVER = new Lifetime(ENDLESS, ENDLESS, ENDLESS, ENDLESS);

    public Lifetime {
        if (valid <= 0 || preferred < 0 || preferred > valid || valid > ENDLESS) {
            throw new IllegalArgumentException("a lifetime of " + valid + " s, preferred for " + preferred + " s");
        }
    }

    /** As configured; the kernel is told again when half of it is over. */
    public static Lifetime of(AddressConfig config) {
        long valid = seconds(config.validLifetime());
        long preferred = Math.min(valid, seconds(config.preferredLifetime()));
        return new Lifetime(valid, preferred, half(valid), half(preferred));
    }

    /** As configured, but not beyond {@code atMost}: whole seconds, at least 1. What the kernel has is never less than it could have. */
    public static Lifetime of(AddressConfig config, long atMost) {
        Lifetime configured = of(config);
        if (configured.valid() <= atMost) {
            return configured;
        }
        long preferred = Math.min(atMost, configured.preferred());
        return new Lifetime(atMost, preferred, atMost, preferred == atMost ? preferred : half(preferred));
    }

    /** Whether what the kernel has left needs no telling again. It counts down in whole seconds and may be one behind. */
    public boolean suits(long validLeft, long preferredLeft) {
        return suits(valid, validFloor, validLeft) && suits(preferred, preferredFloor, preferredLeft);
    }

    /** After how many seconds it will have to be told again, if time alone is what it takes. */
    public OptionalLong toldAgainIn(long validLeft, long preferredLeft) {
        long in = Math.min(
                valid == ENDLESS ? ENDLESS : validLeft - validFloor,
                preferred == ENDLESS ? ENDLESS : preferredLeft - preferredFloor);
        return in == ENDLESS ? OptionalLong.empty() : OptionalLong.of(Math.max(0, in) + 1);
    }

    private static boolean suits(long wanted, long floor, long left) {
        return wanted == ENDLESS ? left == ENDLESS : left >= floor && left <= wanted + 1;
    }

    private static long seconds(Duration configured) {
        return configured.isZero() ? ENDLESS : Math.min(ENDLESS - 1, configured.toSeconds());
    }

    private static long half(long seconds) {
        return seconds == ENDLESS ? ENDLESS : seconds / 2;
    }
}
