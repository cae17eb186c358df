package io.routelb.bird.render;

import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A BIRD's version, such as 2.0.12; a number that is not written is 0. */
public record BirdVersion(int major, int minor, int patch) implements Comparable<BirdVersion> {
    /** Below it the configuration is another language: one daemon for each family. */
    public static final BirdVersion OLDEST = new BirdVersion(2, 0, 0);

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,4}))?.*");
    private static final Comparator<BirdVersion> ORDER = Comparator.comparingInt(BirdVersion::major)
            .thenComparingInt(BirdVersion::minor)
            .thenComparingInt(BirdVersion::patch);

    /**
     * Reads it; what follows the numbers, such as {@code -alpha}, is of no account.
     *
     * @throws InvalidValueException when it is no version, or one whose configuration we do not write
     */
    public static BirdVersion parse(String text) throws InvalidValueException {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("\"" + Addresses.shown(text) + "\" is no version of BIRD");
        }
        String patch = matcher.group(3);
        BirdVersion version = new BirdVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
        if (version.compareTo(OLDEST) < 0) {
            throw new InvalidValueException("BIRD " + version + " is not supported, " + OLDEST + " and later are");
        }
        return version;
    }

    boolean isBefore(int otherMajor, int otherMinor, int otherPatch) {
        return compareTo(new BirdVersion(otherMajor, otherMinor, otherPatch)) < 0;
    }

    @Override
    public int compareTo(BirdVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
