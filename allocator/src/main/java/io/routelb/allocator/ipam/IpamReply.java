package io.routelb.allocator.ipam;

import inet.ipaddr.IPAddress;
import io.grpc.Status;
import io.routelb.allocator.ipam.IpamOutcome.Cause;
import io.routelb.allocator.ipam.IpamOutcome.Failed;
import io.routelb.allocator.plan.IpamStats;
import io.routelb.ipam.v1.AllocateResponse;
import io.routelb.ipam.v1.AllocatedIP;
import io.routelb.ipam.v1.StatsResponse;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Judges what a sidecar said. Pure. Nothing a sidecar can say makes it throw. */
final class IpamReply {
    /** The contract gives one address of a family; what is far beyond is a mistake nobody wants on a node. */
    static final int MOST_ADDRESSES = 16;

    /** In place of a status code: the call succeeded, and what it gave cannot be used. */
    static final String BAD_ANSWER = "BAD_ANSWER";

    static final int MOST_RANGES = 32;
    static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_MESSAGE = 256;

    private IpamReply() {}

    static IpamOutcome of(AllocateResponse response) {
        if (response.getIpsCount() == 0) {
            return bad("the IPAM succeeded without giving an address");
        }
        if (response.getIpsCount() > MOST_ADDRESSES) {
            return bad("the IPAM gave " + response.getIpsCount() + " addresses; at most " + MOST_ADDRESSES
                    + " make sense");
        }
        Set<IPAddress> addresses = new LinkedHashSet<>();
        for (AllocatedIP given : response.getIpsList()) {
            try {
                addresses.add(announceable(given.getIp()));
            } catch (InvalidValueException e) {
                return bad("the IPAM gave " + e.getMessage());
            }
        }
        return new IpamOutcome.Given(List.copyOf(addresses));
    }

    static IpamOutcome of(StatsResponse response) {
        boolean known = response.getHasKnownCapacity();
        return new IpamOutcome.Measured(new IpamStats(
                saturated(response.getInUseV4()),
                saturated(response.getInUseV6()),
                known ? OptionalLong.of(saturated(response.getSizeV4())) : OptionalLong.empty(),
                known ? OptionalLong.of(saturated(response.getSizeV6())) : OptionalLong.empty(),
                response.getDisplayAddressesList().stream()
                        .limit(MOST_RANGES)
                        .map(Addresses::shown)
                        .toList()));
    }

    static Failed of(Status status) {
        if (isTooLarge(status)) {
            return bad("the IPAM's answer is larger than " + MOST_BYTES + " bytes");
        }
        String said = status.getDescription() == null ? "" : Addresses.shown(status.getDescription(), LONGEST_MESSAGE);
        Cause cause = switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED -> Cause.UNREACHABLE;
            case ABORTED -> Cause.AGAIN;
            case RESOURCE_EXHAUSTED -> Cause.FULL;
            case ALREADY_EXISTS -> Cause.HAS_SOME;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNAUTHENTICATED -> Cause.REFUSED;
        };
        String code = status.getCode().name();
        boolean ownWords = status.getCause() == null && status.getCode() != Status.Code.DEADLINE_EXCEEDED;
        return new Failed(cause, code, sentence(cause, code, ownWords ? said : ""));
    }

    private static String sentence(Cause cause, String code, String said) {
        String why = said.isBlank() ? code : said;
        return switch (cause) {
            case UNREACHABLE -> "the IPAM does not answer (" + why + ")";
            case AGAIN -> "the IPAM asks to try again: " + why;
            case FULL -> "the IPAM has no address left: " + why;
            case HAS_SOME -> "the IPAM says the Service has addresses already, and not which: " + why;
            case REFUSED -> "the IPAM refuses (" + code + ")" + (said.isBlank() ? "" : ": " + said);
        };
    }

    /** The client library counts a message that is too large as an exhausted resource, which here means a full pool. */
    private static boolean isTooLarge(Status status) {
        String said = status.getDescription();
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                && said != null
                && said.startsWith("gRPC message exceeds maximum size");
    }

    /** What a node could never announce is refused: such an address would cut the node off itself. */
    private static IPAddress announceable(String text) throws InvalidValueException {
        IPAddress address = Addresses.parse(text);
        boolean mapped = address.isIPv6() && address.toIPv6().isIPv4Mapped();
        if (mapped) {
            throw new InvalidValueException(
                    "\"" + Addresses.shown(text) + "\", an IPv4 address written as IPv6; write it as IPv4");
        }
        if (address.isZero()
                || address.isLoopback()
                || address.isMulticast()
                || address.isLinkLocal()
                || address.isMax()) {
            throw new InvalidValueException("\"" + Addresses.shown(text) + "\", which no host can be reached at");
        }
        return address;
    }

    /** The wire's numbers are unsigned. */
    private static long saturated(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    private static Failed bad(String message) {
        return new Failed(Cause.REFUSED, BAD_ANSWER, message);
    }
}
