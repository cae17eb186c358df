package io.routelb.ipam.netbox;

import io.grpc.Status;
import io.routelb.ipam.netbox.NetBoxApi.Address;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What the contract's calls mean in NetBox. Called by many threads; calls for one Service take turns, so that a repeated call sees
 * what the first did.
 */
final class NetBoxIpam {
    /** NetBox keeps no more of a description. */
    private static final int LONGEST_MARK = 200;

    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final NetBoxApi netBox;
    private final Settings settings;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** Figures of a pool by family, and its prefixes. */
    record Stats(long inUseV4, long inUseV6, long sizeV4, long sizeV6, List<String> prefixes) {}

    /** A Service's lock and how many use it: it goes with the last. */
    private record Turn(ReentrantLock lock, int users) {}

    private interface Work<T> {
        T run() throws IpamException;
    }

    NetBoxIpam(NetBoxApi netBox, Settings settings) {
        this.netBox = netBox;
        this.settings = settings;
    }

    /** One address of each wanted family, as far as there are any; those the Service has already count. */
    List<String> allocate(String pool, String service, boolean wantV4, boolean wantV6, BooleanSupplier givenUp)
            throws IpamException {
        List<Network> networks = networks(pool);
        String mark = mark(pool, service);
        return inTurn(mark, () -> {
            List<Address> held = held(mark);
            List<String> given = new ArrayList<>();
            if (wantV4) {
                one(networks, mark, held, false, givenUp).ifPresent(given::add);
            }
            if (wantV6) {
                one(networks, mark, held, true, givenUp).ifPresent(given::add);
            }
            if (given.isEmpty()) {
                throw new IpamException(
                        Status.Code.RESOURCE_EXHAUSTED,
                        "no prefix of pool " + Text.shown(pool) + " has a free address");
            }
            return given;
        });
    }

    /** Exactly these addresses, all or none. */
    List<String> allocate(String pool, String service, List<String> wanted, BooleanSupplier givenUp)
            throws IpamException {
        List<Network> networks = networks(pool);
        String mark = mark(pool, service);
        return inTurn(mark, () -> {
            List<Address> made = new ArrayList<>();
            try {
                for (String text : wanted) {
                    exactly(networks, mark, text, givenUp).ifPresent(made::add);
                }
            } catch (IpamException e) {
                for (Address address : made) {
                    netBox.remove(address);
                }
                throw e;
            }
            return wanted;
        });
    }

    /** Gives one address back, or all of the pool's. */
    void release(String pool, String service, Optional<String> one) throws IpamException {
        networks(pool);
        String mark = mark(pool, service);
        Optional<InetAddress> wanted = one.isEmpty() ? Optional.empty() : Optional.of(address(one.get()));
        inTurn(mark, () -> {
            for (Address held : held(mark)) {
                if (wanted.isEmpty() || address(held.text()).equals(wanted.get())) {
                    netBox.remove(held);
                }
            }
            return mark;
        });
    }

    /** What is in a prefix counts, whoever it is of. */
    Stats stats(String pool) throws IpamException {
        long[] inUse = new long[2];
        BigInteger[] size = {BigInteger.ZERO, BigInteger.ZERO};
        List<Network> networks = networks(pool);
        for (Network network : networks) {
            int family = network.isV6() ? 1 : 0;
            inUse[family] += netBox.count(network.text());
            size[family] = size[family].add(network.size());
        }
        return new Stats(
                inUse[0],
                inUse[1],
                size[0].min(UINT64_MAX).longValue(),
                size[1].min(UINT64_MAX).longValue(),
                networks.stream().map(Network::text).toList());
    }

    private Optional<String> one(
            List<Network> networks, String mark, List<Address> held, boolean v6, BooleanSupplier givenUp)
            throws IpamException {
        for (Address address : held) {
            if (isV6(address) == v6) {
                return Optional.of(address.text());
            }
        }
        for (Network network : networks) {
            if (network.isV6() == v6) {
                Optional<Address> taken = netBox.takeAvailable(netBox.prefix(network.text()), mark);
                if (taken.isPresent()) {
                    return Optional.of(kept(taken.get(), givenUp).text());
                }
            }
        }
        return Optional.empty();
    }

    /** Makes the address the Service's; empty when it was before. */
    private Optional<Address> exactly(List<Network> networks, String mark, String text, BooleanSupplier givenUp)
            throws IpamException {
        InetAddress address = address(text);
        Network network = networks.stream()
                .filter(candidate -> candidate.contains(address))
                .findFirst()
                .orElseThrow(
                        () -> new IpamException(Status.Code.INVALID_ARGUMENT, text + " is in no prefix of the pool"));
        List<Address> present = netBox.addresses("address", address.getHostAddress());
        if (present.stream().anyMatch(other -> other.description().equals(mark))) {
            return Optional.empty();
        }
        if (!present.isEmpty()) {
            throw taken(text);
        }
        Address made = kept(netBox.take(address.getHostAddress() + "/" + network.length(), mark), givenUp);
        // Another may have made the same one a moment ago: the first keeps it, both see that.
        List<Address> now = netBox.addresses("address", address.getHostAddress());
        if (now.stream().anyMatch(other -> other.id() < made.id())) {
            netBox.remove(made);
            throw taken(text);
        }
        return Optional.of(made);
    }

    private static IpamException taken(String text) {
        return new IpamException(Status.Code.FAILED_PRECONDITION, text + " is taken in NetBox");
    }

    /** Nobody waits for the answer any more, so nobody will know of the address: it goes back. */
    private Address kept(Address address, BooleanSupplier givenUp) throws IpamException {
        if (givenUp.getAsBoolean()) {
            netBox.remove(address);
            throw new IpamException(Status.Code.CANCELLED, "the caller has given up");
        }
        return address;
    }

    /** The Service's addresses, oldest first. */
    private List<Address> held(String mark) throws IpamException {
        return netBox.addresses("description", mark).stream()
                .filter(address -> address.description().equals(mark))
                .sorted(Comparator.comparingLong(Address::id))
                .toList();
    }

    private List<Network> networks(String pool) throws IpamException {
        List<Network> networks = settings.pools().get(pool);
        if (networks == null) {
            throw new IpamException(
                    Status.Code.FAILED_PRECONDITION,
                    "the sidecar has no pool " + Text.shown(pool) + "; add it to its configuration");
        }
        return networks;
    }

    private String mark(String pool, String service) throws IpamException {
        String mark = "routelb " + settings.cluster() + "/" + pool + " " + service;
        if (mark.length() > LONGEST_MARK || !service.matches("[a-z0-9.-]+/[a-z0-9.-]+")) {
            throw new IpamException(
                    Status.Code.INVALID_ARGUMENT,
                    "\"" + Text.shown(service) + "\" is not a namespace/name that fits into a description of NetBox");
        }
        return mark;
    }

    private static InetAddress address(String text) throws IpamException {
        try {
            return Network.literal(text);
        } catch (IllegalArgumentException e) {
            throw new IpamException(
                    Status.Code.INVALID_ARGUMENT, "\"" + Text.shown(text) + "\" is not an IP address", e);
        }
    }

    private static boolean isV6(Address address) {
        return address.text().indexOf(':') >= 0;
    }

    private <T> T inTurn(String mark, Work<T> work) throws IpamException {
        Turn turn = turns.compute(
                mark,
                (key, present) -> present == null
                        ? new Turn(new ReentrantLock(), 1)
                        : new Turn(present.lock(), present.users() + 1));
        turn.lock().lock();
        try {
            return work.run();
        } finally {
            turn.lock().unlock();
            turns.computeIfPresent(
                    mark,
                    (key, present) -> present.users() == 1 ? null : new Turn(present.lock(), present.users() - 1));
        }
    }
}
