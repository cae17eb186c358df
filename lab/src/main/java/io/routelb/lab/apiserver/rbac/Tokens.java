package io.routelb.lab.apiserver.rbac;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.store.Image;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import io.routelb.lab.apiserver.store.Stored;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bearer tokens: the admin's, an opaque secret, and those of ServiceAccounts, JWTs signed with ES256 (RFC 7519, RFC 7518 section 3.4) that stay valid
 * over a restart and die with their ServiceAccount.
 */
public final class Tokens {
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final int MOST_VERIFIED = 1_000;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String adminToken;
    private final KeyPair key;
    /** Claims by token whose signature was found good; that never changes, and a real API server does not compute it each time either. */
    private final Map<String, JsonObject> verified = new ConcurrentHashMap<>();

    public Tokens(String adminToken, KeyPair key) {
        this.adminToken = adminToken;
        this.key = key;
    }

    /** Who the token speaks for; empty when it is not one of ours, has expired, or its ServiceAccount is gone. */
    public Optional<User> authenticate(String token, Image image, Instant now) {
        if (MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), adminToken.getBytes(StandardCharsets.UTF_8))) {
            return Optional.of(User.ADMIN);
        }
        return claims(token)
                .filter(claims -> now.getEpochSecond() < claims.get("exp").getAsLong())
                .flatMap(claims -> {
                    JsonObject bound = Json.object(claims, "kubernetes.io");
                    JsonObject account = Json.object(bound, "serviceaccount");
                    String namespace = Json.string(bound, "namespace");
                    String name = Json.string(account, "name");
                    String uid = Json.string(account, "uid");
                    return image.get(new Key("serviceaccounts", namespace, name))
                            .filter(stored -> stored.uid().equals(uid))
                            .map(stored -> User.serviceAccount(namespace, name, uid));
                });
    }

    /** A token for a ServiceAccount. */
    public String issue(Stored account, List<String> audiences, Instant now, Instant expiry) {
        JsonObject header = new JsonObject();
        header.addProperty("alg", "ES256");
        header.addProperty("typ", "JWT");
        JsonObject reference = new JsonObject();
        reference.addProperty("name", account.key().name());
        reference.addProperty("uid", account.uid());
        JsonObject bound = new JsonObject();
        bound.addProperty("namespace", account.key().namespace());
        bound.add("serviceaccount", reference);
        JsonObject claims = new JsonObject();
        JsonArray aud = new JsonArray();
        (audiences.isEmpty() ? List.of(ISSUER) : audiences).forEach(aud::add);
        claims.add("aud", aud);
        claims.addProperty("exp", expiry.getEpochSecond());
        claims.addProperty("iat", now.getEpochSecond());
        claims.addProperty("nbf", now.getEpochSecond());
        claims.addProperty("iss", ISSUER);
        claims.addProperty(
                "sub",
                "system:serviceaccount:" + account.key().namespace() + ":"
                        + account.key().name());
        claims.add("kubernetes.io", bound);
        String signed = encode(header) + "." + encode(claims);
        return signed + "." + ENCODER.encodeToString(sign(signed));
    }

    private Optional<JsonObject> claims(String token) {
        JsonObject known = verified.get(token);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JsonObject> claims = verify(token);
        if (verified.size() >= MOST_VERIFIED) {
            verified.clear();
        }
        claims.ifPresent(good -> verified.put(token, good));
        return claims;
    }

    private Optional<JsonObject> verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
            Base64.Decoder decoder = Base64.getUrlDecoder();
            if (!signature.verify(decoder.decode(parts[2]))) {
                return Optional.empty();
            }
            String json = new String(decoder.decode(parts[1]), StandardCharsets.UTF_8);
            return Optional.of(JsonParser.parseString(json).getAsJsonObject());
        } catch (GeneralSecurityException | IllegalArgumentException | JsonParseException notOurs) {
            return Optional.empty();
        }
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the JDK cannot sign with " + ALGORITHM, broken);
        }
    }

    private static String encode(JsonObject object) {
        return ENCODER.encodeToString(Json.text(object).getBytes(StandardCharsets.UTF_8));
    }
}
