package io.routelb.kube.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Watch;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchStreamTest {
    private static WatchStream<V1ObjectMeta> of(String lines) {
        Request request = new Request.Builder().url("http://127.0.0.1/").build();
        Response response = new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("")
                .body(ResponseBody.create(lines.replace('\'', '"'), null))
                .build();
        return new WatchStream<>(new OkHttpClient().newCall(request), response, V1ObjectMeta.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ADDED','object':{'name':'web'}}",
                "{'object':{'name':'web'},'type':'ADDED'}",
                "{'new':[1],'type':'ADDED','object':{'name':'web','newer':{}},'other':null}"
            })
    void theMembersOfAnEventMayComeInAnyOrder(String line) {
        Watch.Response<V1ObjectMeta> event = of(line + "\n").next();
        assertEquals("ADDED", event.type);
        assertEquals("web", event.object.getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ERROR','object':{'code':410,'reason':'Expired'}}",
                "{'object':{'code':410,'reason':'Expired'},'type':'ERROR'}"
            })
    void anErrorIsAStatusAndNoObject(String line) {
        Watch.Response<V1ObjectMeta> event = of(line).next();
        assertEquals("ERROR", event.type);
        assertNotNull(event.status);
        assertEquals(410, event.status.getCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "7",
                "{'type':'ADDED'}",
                "{'object':{}}",
                "{'type':'ADDED','object':null}",
                "{'type':['ADDED'],'object':{}}",
                "{'type':'ADDED','object':[]}",
                "{'type':'ADDED','object':{'name':'we",
                "{'type':'ADDED'"
            })
    void whatIsNoEventIsRefusedAsSuch(String line) {
        WatchStream<V1ObjectMeta> stream = of(line + "\n");
        assertThrows(JsonParseException.class, stream::next);
    }

    @Test
    void itEndsWithTheAnswer() {
        WatchStream<V1ObjectMeta> stream = of("{'type':'ADDED','object':{}}\n{'type':'DELETED','object':{}}\n");
        assertTrue(stream.hasNext());
        assertEquals("ADDED", stream.next().type);
        assertTrue(stream.hasNext());
        assertEquals("DELETED", stream.next().type);
        assertFalse(stream.hasNext());
    }
}
