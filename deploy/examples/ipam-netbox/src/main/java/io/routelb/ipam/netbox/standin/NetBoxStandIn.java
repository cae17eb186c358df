package io.routelb.ipam.netbox.standin;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The prefixes and address objects of a NetBox that lives as long as the process. The token is {@code stand-in}. As NetBox does, it gives the
 * lowest free address of a prefix, leaves out an IPv4 prefix's network and broadcast address, answers 409 when there is none left, and
 * takes an address twice unless told otherwise by {@link #fault}.
 */
public final class NetBoxStandIn implements AutoCloseable {
    public static final String TOKEN = "stand-in";

    /** Instead of an answer: a status and a body. */
    public record Fault(int status, String body) {}

    /** An address object. */
    public record Entry(long id, String address, String description) {}

    private record Prefix(long id, String text) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private volatile Function<String, Optional<Fault>> faults = request -> Optional.empty();
    private long lastId;

    /** Serves prefixes on a port of the loopback address; 0 = any. */
    public NetBoxStandIn(int port, List<String> prefixes) throws IOException {
        for (String text : prefixes) {
            this.prefixes.add(new Prefix(++lastId, text));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/ipam/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** As a process: {@code PORT PREFIX...}; tells the port on standard output. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || !arguments[0].matches("[0-9]{1,5}")) {
            System.err.println("usage: NetBoxStandIn PORT PREFIX...");
            System.exit(2);
        }
        List<String> prefixes = List.of(arguments).subList(1, arguments.length);
        NetBoxStandIn standIn = new NetBoxStandIn(Integer.parseInt(arguments[0]), prefixes);
        System.out.println("listening on " + standIn.url());
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What goes wrong from now on, by {@code METHOD path?query}. */
    public void fault(Function<String, Optional<Fault>> now) {
        faults = now;
    }

    /** All address objects. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Somebody else's address object. */
    public synchronized void add(String address, String description) {
        entries.add(new Entry(++lastId, address, description));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Optional<Fault> fault = faults.apply(request);
            Fault answer = fault.isPresent() ? fault.get() : answer(exchange, body);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Fault answer(HttpExchange exchange, String body) throws UnknownHostException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (!("Token " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Fault(403, "{\"detail\": \"Invalid token\"}");
        }
        if (method.equals("GET") && path.equals("/api/ipam/prefixes/")) {
            return page(query(exchange), prefixes());
        }
        if (method.equals("GET") && path.equals("/api/ipam/ip-addresses/")) {
            return page(query(exchange), addresses());
        }
        if (method.equals("POST") && path.matches("/api/ipam/prefixes/[0-9]+/available-ips/")) {
            return available(Long.parseLong(path.split("/", -1)[4]), object(body));
        }
        if (method.equals("POST") && path.equals("/api/ipam/ip-addresses/")) {
            JsonObject wanted = object(body);
            return created(wanted.get("address").getAsString(), wanted);
        }
        if (method.equals("DELETE") && path.matches("/api/ipam/ip-addresses/[0-9]+/")) {
            long id = Long.parseLong(path.split("/", -1)[4]);
            return entries.removeIf(entry -> entry.id() == id) ? new Fault(204, "") : notFound();
        }
        return notFound();
    }

    private List<JsonObject> prefixes() {
        return prefixes.stream()
                .map(prefix -> {
                    JsonObject object = new JsonObject();
                    object.addProperty("id", prefix.id());
                    object.addProperty("prefix", prefix.text());
                    return object;
                })
                .toList();
    }

    private List<JsonObject> addresses() {
        return entries.stream().map(NetBoxStandIn::json).toList();
    }

    private static JsonObject json(Entry entry) {
        JsonObject object = new JsonObject();
        object.addProperty("id", entry.id());
        object.addProperty("address", entry.address());
        object.addProperty("description", entry.description());
        return object;
    }

    /** Filters by equality ({@code address} without its length, {@code parent} by containment) and pages. */
    private static Fault page(Map<String, String> query, List<JsonObject> all) throws UnknownHostException {
        List<JsonObject> found = new ArrayList<>();
        for (JsonObject object : all) {
            boolean matches = true;
            for (Map.Entry<String, String> filter : query.entrySet()) {
                matches = matches && matches(object, filter.getKey(), filter.getValue());
            }
            if (matches) {
                found.add(object);
            }
        }
        int offset = Integer.parseInt(query.getOrDefault("offset", "0"));
        int end = Math.min(found.size(), offset + Integer.parseInt(query.getOrDefault("limit", "50")));
        JsonArray results = new JsonArray();
        found.subList(Math.min(offset, end), end).forEach(results::add);
        JsonObject page = new JsonObject();
        page.addProperty("count", found.size());
        page.add("next", JsonNull.INSTANCE);
        if (end < found.size()) {
            page.addProperty("next", "http://elsewhere.invalid/?offset=" + end);
        }
        page.add("results", results);
        return new Fault(200, page.toString());
    }

    private static boolean matches(JsonObject object, String field, String value) throws UnknownHostException {
        return switch (field) {
            case "limit", "offset" -> true;
            case "address" -> bare(object.get(field).getAsString()).equals(InetAddress.getByName(value));
            case "parent" -> contains(value, bare(object.get("address").getAsString()));
            default -> object.get(field).getAsString().equals(value);
        };
    }

    private Fault available(long id, JsonObject wanted) throws UnknownHostException {
        Optional<Prefix> prefix =
                prefixes.stream().filter(candidate -> candidate.id() == id).findFirst();
        if (prefix.isEmpty()) {
            return notFound();
        }
        String[] parts = prefix.get().text().split("/", 2);
        InetAddress network = InetAddress.getByName(parts[0]);
        int hostBits = network.getAddress().length * Byte.SIZE - Integer.parseInt(parts[1]);
        boolean edges = network.getAddress().length == 4 && hostBits > 1;
        long size = BigInteger.ONE.shiftLeft(Math.min(hostBits, 20)).longValue();
        for (long host = edges || hostBits > 1 ? 1 : 0; host < size - (edges ? 1 : 0); host++) {
            InetAddress address = plus(network, host);
            if (isFree(address)) {
                return created(address.getHostAddress() + "/" + parts[1], wanted);
            }
        }
        return new Fault(409, "{\"detail\": \"An insufficient number of IP addresses are available\"}");
    }

    private boolean isFree(InetAddress address) throws UnknownHostException {
        for (Entry entry : entries) {
            if (bare(entry.address()).equals(address)) {
                return false;
            }
        }
        return true;
    }

    private Fault created(String address, JsonObject wanted) {
        Entry entry = new Entry(++lastId, address, wanted.get("description").getAsString());
        entries.add(entry);
        return new Fault(201, json(entry).toString());
    }

    private static boolean contains(String prefix, InetAddress address) throws UnknownHostException {
        String[] parts = prefix.split("/", 2);
        byte[] network = InetAddress.getByName(parts[0]).getAddress();
        int shift = network.length * Byte.SIZE - Integer.parseInt(parts[1]);
        return network.length == address.getAddress().length
                && new BigInteger(1, network)
                        .shiftRight(shift)
                        .equals(new BigInteger(1, address.getAddress()).shiftRight(shift));
    }

    private static InetAddress plus(InetAddress network, long host) throws UnknownHostException {
        byte[] sum = new BigInteger(1, network.getAddress())
                .add(BigInteger.valueOf(host))
                .toByteArray();
        byte[] address = new byte[network.getAddress().length];
        int length = Math.min(sum.length, address.length);
        System.arraycopy(sum, sum.length - length, address, address.length - length, length);
        return InetAddress.getByAddress(address);
    }

    private static InetAddress bare(String address) throws UnknownHostException {
        return InetAddress.getByName(address.split("/", 2)[0]);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static JsonObject object(String body) {
        return JsonParser.parseString(body).getAsJsonObject();
    }

    private static Fault notFound() {
        return new Fault(404, "{\"detail\": \"Not found.\"}");
    }
}
