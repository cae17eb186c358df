package io.routelb.lab.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists by key and the directives, on a schema with one list of each kind. */
class StrategicMergePatchTest {
    private static final ListKeys KEYS = ListKeys.ofCustomResource(Json.object("""
            {'properties':{
              'ports':{'type':'array','x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'port',
                 'items':{'properties':{'tags':{'type':'array','x-kubernetes-patch-strategy':'merge'}}}},
              'names':{'type':'array','x-kubernetes-patch-strategy':'merge'},
              'taints':{'type':'array'},
              'strategy':{'type':'object','x-kubernetes-patch-strategy':'retainKeys'}}}"""));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            merges by key              | {'ports':[{'port':1,'a':1},{'port':2}]} | {'ports':[{'port':1,'b':2}]} | {'ports':[{'port':1,'a':1,'b':2},{'port':2}]}
            appends a new key          | {'ports':[{'port':1}]} | {'ports':[{'port':3}]} | {'ports':[{'port':1},{'port':3}]}
            deletes by key             | {'ports':[{'port':1},{'port':2}]} | {'ports':[{'port':1,'$patch':'delete'}]} | {'ports':[{'port':2}]}
            deletes nothing unknown    | {'ports':[{'port':1}]} | {'ports':[{'port':9,'$patch':'delete'}]} | {'ports':[{'port':1}]}
            replaces a whole list      | {'ports':[{'port':1},{'port':2}]} | {'ports':[{'$patch':'replace'},{'port':5}]} | {'ports':[{'port':5}]}
            replaces an object         | {'o':{'a':1}} | {'o':{'$patch':'replace','b':2}} | {'o':{'b':2}}
            empties an object          | {'o':{'a':1}} | {'o':{'$patch':'delete'}} | {'o':{}}
            merge is the default       | {'o':{'a':1}} | {'o':{'$patch':'merge','b':2}} | {'o':{'a':1,'b':2}}
            null deletes               | {'a':1,'b':2} | {'a':null} | {'b':2}
            null in a new object goes  | {} | {'o':{'a':null,'b':1}} | {'o':{'b':1}}
            primitives unite           | {'names':['a','b']} | {'names':['b','c']} | {'names':['a','b','c']}
            primitives are deleted     | {'names':['a','b','c']} | {'$deleteFromPrimitiveList/names':['b']} | {'names':['a','c']}
            order of primitives        | {'names':['a','b']} | {'$setElementOrder/names':['c','b','a'],'names':['c']} | {'names':['c','b','a']}
            order by key               | {'ports':[{'port':1},{'port':2}]} | {'$setElementOrder/ports':[{'port':2},{'port':1}]} | {'ports':[{'port':2},{'port':1}]}
            others keep their place    | {'ports':[{'port':7},{'port':1},{'port':2}]} | {'$setElementOrder/ports':[{'port':2},{'port':1}],'ports':[{'port':2,'a':1}]} | {'ports':[{'port':7},{'port':2,'a':1},{'port':1}]}
            others behind stay behind  | {'ports':[{'port':1},{'port':2},{'port':7}]} | {'$setElementOrder/ports':[{'port':2},{'port':1}]} | {'ports':[{'port':2},{'port':1},{'port':7}]}
            atomic lists are replaced  | {'taints':[{'key':'a'}]} | {'taints':[{'key':'b'}]} | {'taints':[{'key':'b'}]}
            retains only named keys    | {'strategy':{'type':'Rolling','rolling':{'a':1}}} | {'strategy':{'$retainKeys':['type'],'type':'Recreate'}} | {'strategy':{'type':'Recreate'}}
            nested list in an element  | {'ports':[{'port':1,'tags':['x']}]} | {'ports':[{'port':1,'tags':['y']}]} | {'ports':[{'port':1,'tags':['x','y']}]}
            finalizers unite           | {'metadata':{'finalizers':['a']}} | {'metadata':{'finalizers':['b']}} | {'metadata':{'finalizers':['a','b']}}
            owners merge by uid        | {'metadata':{'ownerReferences':[{'uid':'1','name':'a'}]}} | {'metadata':{'ownerReferences':[{'uid':'1','controller':true}]}} | {'metadata':{'ownerReferences':[{'uid':'1','name':'a','controller':true}]}}
            """)
    void merges(String description, String document, String patch, String expected) throws PatchException {
        JsonObject before = Json.object(document);
        assertEquals(Json.any(expected), StrategicMergePatch.apply(before, Json.object(patch), KEYS), description);
        assertEquals(Json.any(document), before, "the input was changed");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            element without its key     | {'ports':[{'a':1}]}
            unknown directive           | {'o':{'$patch':'explode'}}
            a field not retained        | {'strategy':{'$retainKeys':['type'],'rolling':{}}}
            a directive that is no list | {'$deleteFromPrimitiveList/names':'a'}
            a scalar in a keyed list    | {'ports':[1]}
            """)
    void refuses(String description, String patch) {
        PatchException refused = assertThrows(
                PatchException.class,
                () -> StrategicMergePatch.apply(Json.object("{'ports':[{'port':1}]}"), Json.object(patch), KEYS),
                description);
        assertEquals(400, refused.code());
    }
}
