package io.routelb.model;

/** An autonomous system number, 4 octets (RFC 6793), 1 to 4294967295; 0 is refused (RFC 7607). */
public record Asn(long value) implements Comparable<Asn> {
    public Asn {
        if (value < 1 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("AS number " + value + " is not in 1-4294967295");
        }
    }

    /**
     * That number.
     *
     * @param what it is, for people
     * @throws InvalidValueException when it is none
     */
    public static Asn parse(long value, String what) throws InvalidValueException {
        try {
            return new Asn(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(what + ": " + Addresses.shown(String.valueOf(e.getMessage())), e);
        }
    }

    @Override
    public int compareTo(Asn other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
