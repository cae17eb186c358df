package io.routelb.schema;

import com.google.common.net.InetAddresses;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kubernetes' CEL functions for addresses and CIDRs, and its {@code find} and {@code findAll}. */
final class CelNetwork {
    private static final CelType IP = OpaqueType.create("net.IP");
    private static final CelType CIDR = OpaqueType.create("net.CIDR");
    private static final Map<String, List<CelOverloadDecl>> DECLARED = new LinkedHashMap<>();
    private static final List<CelFunctionBinding> BOUND = new ArrayList<>();

    static {
        addresses();
        cidrs();
        regex();
    }

    private CelNetwork() {}

    static List<CelFunctionDecl> declarations() {
        return DECLARED.entrySet().stream()
                .map(entry -> CelFunctionDecl.newFunctionDeclaration(entry.getKey(), entry.getValue()))
                .toList();
    }

    static List<CelFunctionBinding> bindings() {
        return List.copyOf(BOUND);
    }

    private static void addresses() {
        global(
                "isIP",
                "string",
                SimpleType.STRING,
                SimpleType.BOOL,
                String.class,
                text -> Formats.ip(text).isPresent());
        global("ip", "string", SimpleType.STRING, IP, String.class, CelNetwork::ip);
        global("string", "ip", IP, SimpleType.STRING, InetAddress.class, InetAddresses::toAddrString);
        global(
                "ip.isCanonical",
                "string",
                SimpleType.STRING,
                SimpleType.BOOL,
                String.class,
                text -> InetAddresses.toAddrString(ip(text)).equals(text));
        member("family", "ip", IP, SimpleType.INT, InetAddress.class, CelNetwork::family);
        member("isUnspecified", "ip", IP, SimpleType.BOOL, InetAddress.class, InetAddress::isAnyLocalAddress);
        member("isLoopback", "ip", IP, SimpleType.BOOL, InetAddress.class, InetAddress::isLoopbackAddress);
        member("isLinkLocalMulticast", "ip", IP, SimpleType.BOOL, InetAddress.class, InetAddress::isMCLinkLocal);
        member("isLinkLocalUnicast", "ip", IP, SimpleType.BOOL, InetAddress.class, InetAddress::isLinkLocalAddress);
        member("isGlobalUnicast", "ip", IP, SimpleType.BOOL, InetAddress.class, CelNetwork::isGlobalUnicast);
    }

    private static void cidrs() {
        global(
                "isCIDR",
                "string",
                SimpleType.STRING,
                SimpleType.BOOL,
                String.class,
                text -> CidrText.parse(text).isPresent());
        global("cidr", "string", SimpleType.STRING, CIDR, String.class, CelNetwork::cidr);
        global("string", "cidr", CIDR, SimpleType.STRING, CidrText.class, CelNetwork::text);
        member("ip", "cidr", CIDR, IP, CidrText.class, CidrText::address);
        member("prefixLength", "cidr", CIDR, SimpleType.INT, CidrText.class, cidr -> (long) cidr.length());
        containment();
    }

    private static void containment() {
        member2("containsIP", "ip", CIDR, IP, SimpleType.BOOL, CidrText.class, InetAddress.class, CidrText::contains);
        member2(
                "containsIP",
                "string",
                CIDR,
                SimpleType.STRING,
                SimpleType.BOOL,
                CidrText.class,
                String.class,
                (cidr, text) -> cidr.contains(ip(text)));
        member2(
                "containsCIDR",
                "cidr",
                CIDR,
                CIDR,
                SimpleType.BOOL,
                CidrText.class,
                CidrText.class,
                CidrText::contains);
        member2(
                "containsCIDR",
                "string",
                CIDR,
                SimpleType.STRING,
                SimpleType.BOOL,
                CidrText.class,
                String.class,
                (cidr, text) -> cidr.contains(cidr(text)));
    }

    private static void regex() {
        member2(
                "find",
                "string",
                SimpleType.STRING,
                SimpleType.STRING,
                SimpleType.STRING,
                String.class,
                String.class,
                (text, pattern) -> all(text, pattern).findFirst().orElse(""));
        member2(
                "findAll",
                "string",
                SimpleType.STRING,
                SimpleType.STRING,
                ListType.create(SimpleType.STRING),
                String.class,
                String.class,
                (text, pattern) -> all(text, pattern).toList());
    }

    private static Stream<String> all(String text, String pattern) {
        com.google.re2j.Matcher matcher = Pattern.compile(pattern).matcher(text);
        Stream.Builder<String> found = Stream.builder();
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found.build();
    }

    private static InetAddress ip(String text) {
        return Formats.ip(text)
                .orElseThrow(() -> new IllegalArgumentException("IP Address \"" + text + "\" parse error"));
    }

    private static CidrText cidr(String text) {
        return CidrText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("network address \"" + text + "\" parse error"));
    }

    private static String text(CidrText cidr) {
        return InetAddresses.toAddrString(cidr.address()) + "/" + cidr.length();
    }

    private static long family(InetAddress address) {
        return address instanceof Inet4Address ? 4 : 6;
    }

    private static boolean isGlobalUnicast(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && !InetAddresses.toAddrString(address).equals("255.255.255.255");
    }

    private static <T> void global(
            String name,
            String over,
            CelType argument,
            CelType result,
            Class<T> type,
            CelFunctionOverload.Unary<T> body) {
        String id = "routelb_" + name.replace('.', '_') + "_" + over;
        declare(name, CelOverloadDecl.newGlobalOverload(id, result, argument));
        BOUND.add(CelFunctionBinding.from(id, type, body));
    }

    private static <T> void member(
            String name,
            String over,
            CelType receiver,
            CelType result,
            Class<T> type,
            CelFunctionOverload.Unary<T> body) {
        String id = "routelb_" + over + "_" + name;
        declare(name, CelOverloadDecl.newMemberOverload(id, result, receiver));
        BOUND.add(CelFunctionBinding.from(id, type, body));
    }

    private static <T, U> void member2(
            String name,
            String over,
            CelType receiver,
            CelType argument,
            CelType result,
            Class<T> type,
            Class<U> argumentType,
            CelFunctionOverload.Binary<T, U> body) {
        String id = "routelb_" + receiver.name().replace('.', '_') + "_" + name + "_" + over;
        declare(name, CelOverloadDecl.newMemberOverload(id, result, receiver, argument));
        BOUND.add(CelFunctionBinding.from(id, type, argumentType, body));
    }

    private static void declare(String name, CelOverloadDecl overload) {
        List<CelOverloadDecl> overloads = DECLARED.getOrDefault(name, new ArrayList<>());
        overloads.add(overload);
        DECLARED.put(name, overloads);
    }
}
