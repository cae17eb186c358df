package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.IpFamilyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Service asks for, read from its spec and annotations.
 *
 * @param families in the Service's order, at least one
 * @param allOrNothing whether it refuses to live with fewer families (RequireDualStack)
 * @param group the ServiceGroup it names
 * @param pins the exact addresses it names, as written
 */
record ServiceRequest(
        ServiceView view,
        List<IpFamily> families,
        boolean allOrNothing,
        Optional<String> group,
        Optional<String> pins) {
    ServiceRequest {
        families = List.copyOf(families);
    }

    static ServiceRequest of(ServiceView view) {
        String addresses = view.annotation(Annotations.ADDRESSES).strip();
        return new ServiceRequest(
                view,
                familiesOf(view),
                view.ipFamilyPolicy() == IpFamilyPolicy.REQUIRE_DUAL_STACK,
                written(view.annotation(Annotations.SERVICE_GROUP)),
                written(addresses).or(() -> written(view.loadBalancerIP())));
    }

    ObjectKey key() {
        return view.key();
    }

    /** The key by which it shares addresses; empty text when it shares none. */
    String sharingKey() {
        return view.annotation(Annotations.ALLOW_SHARED_IP).strip();
    }

    /** The group written on the Service as the origin of what it holds; empty text when there is none. */
    String allocatedFrom() {
        return view.annotation(Annotations.ALLOCATED_FROM);
    }

    /** The addresses it asks for by name, one of a family at most. */
    List<IPAddress> pinnedAddresses() throws RefusedException {
        List<IPAddress> addresses = new ArrayList<>();
        for (String text : pins.orElse("").split(",", -1)) {
            IPAddress address = parse(text);
            IpFamily family = IpFamily.of(address);
            if (!families.contains(family)) {
                throw new RefusedException(
                        Reason.FAMILY_MISMATCH,
                        shown(address) + " is " + family.kubernetesName()
                                + ", which is not among the Service's ipFamilies");
            }
            if (addresses.stream().map(IpFamily::of).anyMatch(family::equals)) {
                throw new RefusedException(
                        Reason.FAMILY_MISMATCH,
                        "two " + family.kubernetesName() + " addresses are requested; a Service has one of a family");
            }
            addresses.add(address);
        }
        if (allOrNothing && addresses.size() < families.size()) {
            throw new RefusedException(
                    Reason.FAMILY_MISMATCH,
                    "RequireDualStack needs an address of each family, and only one is requested");
        }
        return addresses;
    }

    private static IPAddress parse(String text) throws RefusedException {
        try {
            return Addresses.parse(text);
        } catch (InvalidValueException e) {
            throw new RefusedException(Reason.ADDRESS_INVALID, "requested address " + e.getMessage());
        }
    }

    private static String shown(IPAddress address) {
        return address.toCanonicalString();
    }

    private static Optional<String> written(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    }

    /** The API server fills ipFamilies; where it did not, IPv4 comes first. */
    private static List<IpFamily> familiesOf(ServiceView view) {
        List<IpFamily> written = view.ipFamilies().stream().distinct().toList();
        IpFamily first = written.isEmpty() ? IpFamily.IPV4 : written.getFirst();
        List<IpFamily> both = List.of(first, first == IpFamily.IPV4 ? IpFamily.IPV6 : IpFamily.IPV4);
        return switch (view.ipFamilyPolicy()) {
            case SINGLE_STACK -> List.of(first);
            case PREFER_DUAL_STACK -> written.isEmpty() ? both : written;
            case REQUIRE_DUAL_STACK -> both;
        };
    }
}
